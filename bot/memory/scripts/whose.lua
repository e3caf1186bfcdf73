#!lua
-- Whose the comments are that are gone, and whether Hush took them away itself. The request: c, gone {{bucket, id}}.
-- Answers {id, account, 1 if a hiding of it was tried} for each that is known.
local c, known = request.c, {}
for _, gone in ipairs(request.gone) do
  local id = gone[2]
  local account = call('HGET', key('author', c, gone[1]), id)
  if account then
    local claim = call('HGET', key('claims', c, account), id)
    local incident = claim and load(c, string.match(claim, '^%d+'))
    local ours = 0
    for n in string.gmatch(incident and incident.n .. (incident.merged or '') or '', '%d+') do
      local record = action(c, incident.n, n .. ':hide:' .. id)
      if record and record.tries > 0 and not VAIN[record.state] then ours = 1 end
    end
    local hide = swept(c, account, id)
    if hide and hide.tries > 0 and not VAIN[hide.state] then ours = 1 end
    known[#known + 1] = {id, account, ours}
  end
end
return known
