-- What holds of one scope besides its windows, which a peek tells. Needs usage.lua.
-- KEYS[1]  scope             as usage.lua says
-- KEYS[2]  its tickets       as check.lua says
-- ARGV[1]  packed            now_ms u48 (0: the server's clock)
-- returns  left (-1: none), until_ms, thousandths (-1: none), until_ms, units waiting high, normal, low
local now = parse('<I6', ARGV[1])
if now == 0 then now = server_ms() end
local u = load_usage(KEYS[1])
local waiting = {0, 0, 0}
if u.line_until and u.line_until > now then
  for lane = 0, 2 do waiting[lane + 1] = tonumber(redis.call('HGET', KEYS[2], 'u' .. lane) or 0) end
end
local quota, scale = u.left_until and u.left_until > now, u.scale_until and u.scale_until > now
return {
  quota and u.left or -1, quota and u.left_until or 0, scale and u.scale or -1, scale and u.scale_until or 0,
  waiting[1], waiting[2], waiting[3]
}
