-- How what is known of one scope is kept, in one string; Usage.java says why. Put before all that read or write it.
--   version and n u8 (16 * version + n), kinds u8, at_ms u48, then n windows:
--     smooth  length u24 (in 10 ms), cur u24, prev u24
--     strict  length u24, eleven counts u24, the oldest first
--   so that four smooth windows take 44 bytes, the most that Redis keeps in one piece with its object
--   then what its kinds say: quota (left u32, until_ms u48), scale (thousandths u32, until_ms u48), line (until_ms u48),
--   shared (all that is left of the string, as regions.lua says, and before everything else until when it matters, u48);
--   and only in replies rights (u24 of each window: the part of its limit that the region may use)
local VERSION, STRICT, QUOTA, SCALE, LINE, SHARED, RIGHTS = 2, 1, 2, 4, 8, 16, 32
local PARTS, MOST, TICK = 10, 16777215, 10
local floor, ceil, max, min = math.floor, math.ceil, math.max, math.min
local pack, parse = struct.pack, struct.unpack

local clock_ms
local function server_ms() -- the same for all that a script does
  if not clock_ms then
    local t = redis.call('TIME')
    clock_ms = t[1] * 1000 + floor(t[2] / 1000)
  end
  return clock_ms
end
