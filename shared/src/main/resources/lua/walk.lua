-- Walks through the keys of a policy's scopes, a step at a time, and reads none of them.
-- KEYS[1]  peers             names the node that has the policy's keys, which have the same hash tag
-- ARGV[1]  cursor            '0' begins
-- ARGV[2]  pattern           of the keys
-- ARGV[3]  how many keys a step looks at
-- returns  next cursor ('0' when all was seen), then keys
local found = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3], 'TYPE', 'string')
table.insert(found[2], 1, found[1])
return found[2]
