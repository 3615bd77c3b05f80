-- Puts together what several environments saw of parties and addresses. dev.usher.abuse.Trails says what that is.
-- KEYS      of each party a hash (calls by part, 'denied', 'lowest', 'highest') and the HyperLogLog of its operations; then of
--           each address the HyperLogLog of its parties
-- ARGV[1]   JSON: parties: list of {calls: by part, operations: list, lowest, highest, denied}; addresses: list of lists
-- ARGV[2]   for how long to keep it, in ms
-- returns   of each party {number of operations, the hash's fields and values in turn}, then of each address its number
local seen, keep, k, out = cjson.decode(ARGV[1]), ARGV[2], 0, {}

local function extreme(key, field, number, better)
  local held = tonumber(redis.call('HGET', key, field) or number)
  redis.call('HSET', key, field, string.format('%.0f', better(held, number)))
end

for _, party in ipairs(seen.parties) do
  local hash, operations = KEYS[k + 1], KEYS[k + 2]
  k = k + 2
  for part, calls in pairs(party.calls) do redis.call('HINCRBY', hash, part, calls) end
  redis.call('HINCRBY', hash, 'denied', party.denied)
  if party.lowest then
    extreme(hash, 'lowest', party.lowest, math.min)
    extreme(hash, 'highest', party.highest, math.max)
  end
  redis.call('PEXPIRE', hash, keep)
  if #party.operations > 0 then
    redis.call('PFADD', operations, unpack(party.operations))
    redis.call('PEXPIRE', operations, keep)
  end
  out[#out + 1] = {redis.call('PFCOUNT', operations), redis.call('HGETALL', hash)}
end
for _, parties in ipairs(seen.addresses) do
  k = k + 1
  redis.call('PFADD', KEYS[k], unpack(parties))
  redis.call('PEXPIRE', KEYS[k], keep)
  out[#out + 1] = redis.call('PFCOUNT', KEYS[k])
end
return out
