#!lua
-- Grants requests to a platform that limits all processes together. The request: platform (whose budget it is; empty: Discord's), who
-- (process), rate (a second), share (of it, that one community may have while others wait), asks {{community, level (0 most urgent)}}, invalid (refusals since last asked), slow, stop.
-- A less urgent request is granted only while more of the bucket is left, so urgent ones of other processes find something.
-- Answers {granted 1 or 0 for each, processes, refusals within ten minutes}.
local function own(...)
  if request.platform == '' then return key('requests', ...) end
  return key('requests', request.platform, ...)
end
local bucket, asking, spent = own(), own('asking'), own('spent', string.format('%d', now))
local processes, invalid = own('processes'), own('invalid')
call('ZADD', processes, number(now), request.who)
call('ZREMRANGEBYSCORE', processes, '-inf', number(now - 30))
live(processes, 60)
local minute, refused = math.floor(now / 60), 0
if request.invalid > 0 then call('HINCRBY', invalid, string.format('%d', minute), request.invalid); live(invalid, 660) end
local flat = call('HGETALL', invalid)
for i = 1, #flat, 2 do
  if tonumber(flat[i]) > minute - 10 then refused = refused + tonumber(flat[i + 1]) else call('HDEL', invalid, flat[i]) end
end
local rate = refused >= request.stop and 0 or refused >= request.slow and request.rate / 4 or request.rate
local left, at = tonumber(call('HGET', bucket, 'left') or request.rate), tonumber(call('HGET', bucket, 'at') or now)
left = math.min(rate, left + math.max(0, now - at) * rate)
for _, ask in ipairs(request.asks) do call('ZADD', asking, number(now), ask[1]) end
call('ZREMRANGEBYSCORE', asking, '-inf', number(now - 1))
live(asking, 5)
local others, granted = call('ZCARD', asking) > 1, {}
for i, ask in ipairs(request.asks) do
  local own = tonumber(call('HGET', spent, ask[1]) or '0')
  local reserve = request.rate * 0.1 * ask[2]
  if left - reserve >= 1 and not (others and own >= request.rate * request.share) then
    left, granted[i] = left - 1, 1
    call('HINCRBY', spent, ask[1], 1)
  else granted[i] = 0 end
end
live(spent, 3)
call('HSET', bucket, 'left', number(left), 'at', number(now))
live(bucket, 60)
return {granted, call('ZCARD', processes), refused}
