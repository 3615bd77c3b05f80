-- Walks through a policy's scopes, a step at a time, and tells what this region counted, and what it knows that others counted:
-- so that one that lost its memory gets its own back. Needs usage.lua and regions.lua.
-- KEYS[1]  peers             names the node that has the policy's keys; those that the walk finds have the same hash tag
-- ARGV[1]  cursor            '0' begins
-- ARGV[2]  pattern           of the policy's scope keys
-- ARGV[3]  region            which this is
-- ARGV[4]  packed            now_ms u48 (0: the server's clock), steps u32
-- returns  next cursor ('0' when all was seen), then key and parcel by turns
local now, steps = parse('<I6I4', ARGV[4])
if now == 0 then now = server_ms() end
local R, home = regions(), {own = ARGV[3]}
local found = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', steps, 'TYPE', 'string')
local reply = {found[1]}
local function say(key, block)
  reply[#reply + 1] = key
  reply[#reply + 1] = pack('<I4', 0) .. R.pack_block(block)
end
for _, key in ipairs(found[2]) do
  if redis.call('STRLEN', key) > 8 then -- refunds are shorter
    local u = load_usage(key)
    if u.tail then
      local at = max(now, u.at)
      local scope = stored_scope(key, u)
      stand(u, scope, at)
      R.open(u)
      if u.shared.born > 0 then say(key, R.own_block(u, scope, home, at)) end
      for _, block in ipairs(u.shared.blocks) do say(key, block) end
    end
  end
end
return reply
