#!lua
-- Hands out timed work that is due, and puts it off by a lease, so that it is due again if nobody says that it is done.
-- The request: names (of the partitions' sets), lease, most. Answers the chores as they were put.
local taken = {}
for _, name in ipairs(request.names) do
  for _, chore in ipairs(call('ZRANGEBYSCORE', name, '-inf', number(now), 'LIMIT', 0, request.most - #taken)) do
    call('ZADD', name, number(now + request.lease), chore)
    taken[#taken + 1] = chore
  end
  if #taken >= request.most then break end
end
return taken
