-- Joins what one environment noted of a minute with what is known of it. dev.usher.abuse.Sketch says what that is.
-- KEYS[1]    the minute      hash: 'denied' and 'askers' (among the others) are numbers; 'others', and each asker by its text,
--                            are six times calls u24 and six times units u32
-- ARGV[1-4]  denied, askers among the others, the others' counts, for how long to keep it in ms
-- ARGV[5-]   an asker's text and its counts, in turn
-- returns    1
local MOST, SHAPE, U24, U32 = 100, '<' .. string.rep('I3', 6) .. string.rep('I4', 6), 16777215, 4294967295

local function add(field, packed)
  local held = redis.call('HGET', KEYS[1], field)
  if held then
    local a, b = {struct.unpack(SHAPE, held)}, {struct.unpack(SHAPE, packed)}
    for i = 1, 12 do a[i] = math.min(a[i] + b[i], i <= 6 and U24 or U32) end
    a[13] = nil
    packed = struct.pack(SHAPE, unpack(a))
  end
  redis.call('HSET', KEYS[1], field, packed)
end

local room = MOST + 3 - redis.call('HLEN', KEYS[1])
for _, field in ipairs({'denied', 'askers', 'others'}) do
  if redis.call('HEXISTS', KEYS[1], field) == 0 then room = room - 1 end
end
local strangers = tonumber(ARGV[2])
for i = 5, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 then
    add(ARGV[i], ARGV[i + 1])
  elseif room > 0 then
    room = room - 1
    add(ARGV[i], ARGV[i + 1])
  else
    strangers = strangers + 1
    add('others', ARGV[i + 1])
  end
end
add('others', ARGV[3])
redis.call('HINCRBY', KEYS[1], 'denied', ARGV[1])
-- Those of several environments may be the same, so the largest number is the one that is certain.
local known = tonumber(redis.call('HGET', KEYS[1], 'askers') or 0)
redis.call('HSET', KEYS[1], 'askers', math.max(known, strangers))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
