-- Shared by what looks at a campaign's copies; put behind queue.lua.

-- The case of a copy's own account that claims it, and its hiding there, if there is one that stands.
local function covered(c, a, id)
  local n = string.match(call('HGET', key('claims', c, a), id) or '', '^%d+')
  local incident = n and load(c, n)
  if not incident then return nil, nil end
  for number_of in string.gmatch(incident.n .. (incident.merged or ''), '%d+') do
    local hide = action(c, incident.n, number_of .. ':hide:' .. id)
    if hide and hide.state ~= 'cancelled' and not hide.undone then return incident.n, hide end
  end
  return incident.n, nil
end

-- What was taken back is done again under another name, since an action is done once. The newest of the name, and its name.
local function newest(c, n, id)
  local known = action(c, n, id)
  while known and known.undone do
    local again = action(c, n, id .. "'")
    if not again then break end
    id, known = id .. "'", again
  end
  return known, id
end
