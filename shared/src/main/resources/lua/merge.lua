-- Takes in what another region counted, which is also its sign of life. The same as MemoryRegion.merge. Needs usage.lua and
-- regions.lua. Any parcel may come twice, late, or never.
-- KEYS[1]    peers           string as regions.lua says
-- KEYS[2]    outbox          as drain.lua says: what is lent is told with it
-- KEYS[2+i]  scope i         as usage.lua says
-- ARGV[1]    packed          now_ms u48 (0: the server's clock), escrow u8, told_ms u48 (the era of this memory since which
--                            the sender has told all that it knows; 0 none), from u8 (which region), then the regions as
--                            regions.lua says, from the receiver's side
-- ARGV[1+i]  parcel of scope i, as regions.lua says
-- returns    packed          complete u8 (0: this memory has not been told everything by that region yet), era_ms u48 (when this
--                            memory began), now_ms u48
local now, flags, told, from, pos = parse('<I6BI6B', ARGV[1])
if now == 0 then now = server_ms() end
local R = regions()
local home = R.read(ARGV[1], pos, KEYS[1])
local escrow = flags == 1
if not home.era then home.era = now end
local sender = home.peers[home.names[from]] or {heard = 0, complete = 0}
sender.heard = max(sender.heard, now)
if told == home.era then sender.complete = 1 end
home.peers[home.names[from]] = sender

for i = 3, #KEYS do
  local want, start = parse('<I4', ARGV[i - 1])
  local b = R.read_block(ARGV[i - 1], start)
  local u = load_usage(KEYS[i])
  local at = max(now, u.at)
  local scope = stored_scope(KEYS[i], u)
  stand(u, scope, at)
  R.open(u)
  R.listen(home, at)
  if not escrow then R.freeze(u, scope, home, at) end
  local changed = R.take(u, scope, b, home, at)
  local lent = escrow and want > 0 and b.name == home.names[from] and R.lend(u, scope, b, want, home, at)
  if changed or lent then
    if not escrow then home.over = home.over + R.excess(u, scope, at) end
    if lent or changed == 'own' then
      R.count(u, scope, at)
      R.publish(KEYS[2], u, scope, home, at, 0)
    else
      R.close(u, at)
    end
    save_usage(u, scope, at)
  end
end
R.save_peers(home)
return pack('<BI6I6', sender.complete, home.era, now)
