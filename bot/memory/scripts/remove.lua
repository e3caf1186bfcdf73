#!lua flags=allow-oom
-- A comment that is gone on its platform: it goes on counting, its text goes. The request: c, a, id, packed (the id as an entry holds it).
local c, a = request.c, request.a
local said, known = key('said', c, a), 0
for i, entry in ipairs(call('LRANGE', said, 0, -1)) do
  if string.sub(entry, 20, 19 + #request.packed) == request.packed then
    call('LSET', said, i - 1, string.sub(entry, 1, -2) .. '\195')
    known = 1
  end
end
call('HDEL', key('raw', c, a), request.id)
local claim = call('HGET', key('claims', c, a), request.id)
if claim then
  local incident = load(c, string.match(claim, '^%d+'))
  if incident then
    local gone, new = incident.gone and cmsgpack.unpack(incident.gone) or {}, true
    for _, id in ipairs(gone) do new = new and id ~= request.id end
    if new then
      gone[#gone + 1] = request.id
      save(c, incident.n, {gone = cmsgpack.pack(gone)})
    end
    touch(c, incident)
  end
  call('HDEL', key('restore', c, string.match(claim, '^%d+')), request.id)
  known = 1
end
local n = call('HGET', key('joined', c, a), request.id)
local campaign = n and load(c, n)
if campaign and call('HDEL', key('restore', c, n), request.id) == 1 then touch(c, campaign) end
return known
