#!lua
-- Hands out timed work that is due, and puts it off by a lease, so that it is due again if nobody says that it is done.
-- The request: lists {{one to look in, its platform's own of the same partition}}, lease, most. Answers the chores as they were put.
local taken = {}
for _, pair in ipairs(request.lists) do
  local list, own = pair[1], pair[2]
  for _, chore in ipairs(call('ZRANGEBYSCORE', list, '-inf', number(now), 'LIMIT', 0, request.most - #taken)) do
    if list ~= own then call('ZREM', list, chore) end
    call('ZADD', own, number(now + request.lease), chore)
    taken[#taken + 1] = chore
  end
  if #taken >= request.most then break end
end
return taken
