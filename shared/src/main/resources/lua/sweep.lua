-- Tells what this region counted of scopes that a walk found, and what it knows that others counted: so that one that lost its
-- memory gets its own back. Needs usage.lua and regions.lua.
-- KEYS[i]  scope i           as usage.lua says
-- ARGV[1]  region            which this is
-- ARGV[2]  packed            now_ms u48 (0: the server's clock)
-- returns  key and parcel by turns
local now = parse('<I6', ARGV[2])
if now == 0 then now = server_ms() end
local R, home, reply = regions(), {own = ARGV[1]}, {}
local function say(key, block)
  reply[#reply + 1] = key
  reply[#reply + 1] = pack('<I4', 0) .. R.pack_block(block)
end
for _, key in ipairs(KEYS) do
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
return reply
