-- What somebody outside says about a scope: a third party of its budget, or an operator of a multiplier. The same as
-- Usage.heed and Usage.scale. Needs usage.lua.
-- KEYS[1]  scope             as usage.lua says
-- ARGV[1]  packed            now_ms u48 (0: the server's clock), what u8 (0 quota, 1 scale), value u32 (units left, or
--                            thousandths), for_ms u48
-- returns  1
local now, what, value, for_ms = parse('<I6BI4I6', ARGV[1])
if now == 0 then now = server_ms() end
local u = load_usage(KEYS[1])
local until_ms = now + for_ms
if u.at > now then now = u.at end
local scope = stored_scope(KEYS[1], u)
stand(u, scope, now)
if what == 1 then
  u.scale, u.scale_until = value, until_ms
elseif not u.left_until or value < u.left or (value == u.left and until_ms > u.left_until) then
  u.left, u.left_until = value, until_ms
end
save_usage(u, scope, now)
return 1
