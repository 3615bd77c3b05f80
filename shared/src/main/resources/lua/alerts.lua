-- The alerts of a policy.
-- KEYS[1]   sorted set of alerts by the time they were raised, in ms
-- ARGV[1]   an alert to add; '' only reads
-- ARGV[2-4] its time, the most to keep, for how long in ms
-- returns   all, the newest first
if ARGV[1] ~= '' then
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2] - ARGV[4])
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -ARGV[3] - 1)
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return redis.call('ZREVRANGE', KEYS[1], 0, -1)
