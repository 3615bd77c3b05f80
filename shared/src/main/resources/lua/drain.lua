-- Takes what has changed in a policy's scopes since the last time out of its outbox.
-- KEYS[1]  outbox            hash of parcels (see regions.lua) by scope key, written by check, refund and merge; at most 10,000,
--                            and the field '' when there was more to say
-- KEYS[2]  peers             string as regions.lua says
-- ARGV[1]  packed            now_ms u48 (0: the server's clock), most u32 parcels
-- returns  peers ('' for none), packed now_ms u48, then key and parcel by turns
local now, most = struct.unpack('<I6I4', ARGV[1])
if now == 0 then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
end
local parcels
if redis.call('HLEN', KEYS[1]) <= most then
  parcels = redis.call('HGETALL', KEYS[1])
  redis.call('DEL', KEYS[1])
else
  parcels = redis.call('HRANDFIELD', KEYS[1], most, 'WITHVALUES')
  local fields = {}
  for i = 1, #parcels, 2 do fields[#fields + 1] = parcels[i] end
  redis.call('HDEL', KEYS[1], unpack(fields))
end
local reply = {redis.call('GET', KEYS[2]) or '', struct.pack('<I6', now)}
for i = 1, #parcels do reply[i + 2] = parcels[i] end
return reply
