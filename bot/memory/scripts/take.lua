#!lua
-- Leases what is due to one worker. The request: keys of the due sets with their partitions' prefixes, owner, lease, most, inverse.
-- What another worker leased and did not finish in time is due again, because a lease is a place in the same set. What nobody wants
-- any more is cancelled.
local taken = {}
for _, due in ipairs(request.due) do
  KEYS[1] = due[1]
  for _, name in ipairs(call('ZRANGEBYSCORE', due[1] .. due[2], '-inf', number(now), 'LIMIT', 0, request.most - #taken)) do
    local c, n, id = string.match(name, '^([^\n]*)\n(%d+)\n(.*)$')
    local incident = load(c, n)
    local record = incident and action(c, incident.n, id)
    if not record or (record.state ~= 'queued' and record.state ~= 'leased') then
      call('ZREM', due[1] .. due[2], name)
    elseif record.undo or left(c, record) then
      cancel(c, incident, record, request.inverse)
    else
      lease(c, incident, record, request.owner, request.lease)
      taken[#taken + 1] = handed(c, incident, record)
    end
  end
  if #taken >= request.most then break end
end
return taken
