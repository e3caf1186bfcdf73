-- Shared by what looks at a campaign's copies; put behind queue.lua.

-- What was taken back is done again under another name, since an action is done once. The newest of the name, and its name.
local function newest(c, n, id)
  local known = action(c, n, id)
  while known and (known.undone or VAIN[known.state]) do
    local again = action(c, n, id .. "'")
    if not again then break end
    id, known = id .. "'", again
  end
  return known, id
end

-- The hiding of a comment that stands in its case, or was tried last; what puts back the one before; and the name of the next.
local function hidings(c, incident, id)
  local stands, back, name = nil, nil, incident.n .. ':hide:' .. id
  for n in string.gmatch(incident.n .. (incident.merged or ''), '%d+') do
    local known, own = newest(c, incident.n, n .. ':hide:' .. id)
    if known and known.undone then
      back, name = action(c, incident.n, n .. ':restore:' .. string.sub(own, #n + 2)) or back, own .. "'"
    elseif known and known.state ~= 'cancelled' then stands, name = known, own .. "'"
    elseif known then name = own end
  end
  return stands, back, name
end

-- The case of a copy's own account that claims it, and its hiding there, if there is one that stands.
local function covered(c, a, id)
  local n = string.match(call('HGET', key('claims', c, a), id) or '', '^%d+')
  local incident = n and load(c, n)
  if not incident then return nil, nil end
  local stands = hidings(c, incident, id)
  return incident.n, stands
end

-- A campaign's hiding of an account's comment; nil where there is none that stands.
local function swept(c, a, id)
  local n = call('HGET', key('joined', c, a), id)
  local hide = n and newest(c, n, n .. ':hide:' .. id)
  return hide and hide.state ~= 'cancelled' and not hide.undone and hide or nil, n
end

-- What a campaign hid belongs to the comment's own case once there is one, whose card tells of it and can restore it.
local function take_over(c, a, incident, id)
  local hide, n = swept(c, a, id)
  if not hide or hide.state ~= 'done' then return end
  call('HDEL', key('actions', c, n), hide.id)
  hide.id, hide.campaign = incident.n .. ':hide:' .. id, n
  keep(c, incident.n, hide)
  local original = call('HGET', key('restore', c, n), id)
  if original then call('HSETNX', key('restore', c, incident.n), id, original) end
end
