-- What an opening decides, and how it hides; put behind queue.lua.
local c, a, tbl = request.c, request.a, request.table
local claims, families, strikes = key('claims', c, a), key('families', c, a), key('strikes', c, a)
local ENFORCE = #tbl.rows - 1
local settings = call('HMGET', key('settings', c), 'revision', 'entered')
local decided = {}

-- What was taken back is decided again under another name, since an action is done once.
local function latest(incident, id)
  local known = action(c, incident.n, id)
  while known and known.undone do id = id .. "'"; known = action(c, incident.n, id) end
  return id, known
end

local function ensure(incident, name, act, more)
  local id, known = latest(incident, name)
  if known and known.undo then known.undo = nil; keep(c, incident.n, known) end
  if known and known.state ~= 'cancelled' then return end
  decided[#decided + 1] = id
  local record = {id = id, ['do'] = act['do'], account = request.account, tries = 0, at = now, by = request.by}
  if act['do'] ~= 'alert' then record.revision = request.revision end
  if act.lasts > 0 then record.till = now + act.lasts end
  for name, value in pairs(more) do record[name] = value end
  if record.after == 'hides' then
    record.after = nil
    if not incident.hid or incident.hid == '' or incident.barren == '1' then
      record.state, record.after = 'held', 'hides'
      keep(c, incident.n, record)
      return
    end
  end
  local first = record.after and action(c, incident.n, record.after)
  if first and not ENDED[first.state] then wait(c, incident, record, first)
  else queue(c, incident, record, now) end
end

-- The copies of a case that went without Hush.
local function gone_of(incident)
  local set = {}
  for _, id in ipairs(incident.gone and cmsgpack.unpack(incident.gone) or {}) do set[id] = true end
  return set
end

-- The first copy that did not go without Hush: it stays when the others are hidden.
local function first_of(incident)
  local copies = key('copies', c, incident.n)
  if not incident.gone then return call('ZRANGE', copies, 0, 0)[1] end
  local gone = gone_of(incident)
  for _, id in ipairs(call('ZRANGE', copies, 0, -1)) do if not gone[id] then return id end end
  return nil
end

-- Whether a copy may be hidden unasked. What went without Hush may not, nor what was said before a case was acted on: before the mode became
-- enforce, or the brake let go of it.
local function hidable(incident, id)
  if incident.gone and gone_of(incident)[id] then return false end
  local at = tonumber(call('ZSCORE', key('copies', c, incident.n), id))
  return at >= tonumber(incident.from or '0') and at > tonumber(settings[2] or '0')
end

local function hide(incident, id)
  if not hidable(incident, id) then return end
  if incident.hides ~= '1' then
    incident.hides = '1'
    save(c, incident.n, {hides = '1'})
  end
  for n in string.gmatch(incident.n .. (incident.merged or ''), '%d+') do
    local record = action(c, incident.n, n .. ':hide:' .. id)
    if record and record.state ~= 'cancelled' then return end
  end
  local thread = string.match(call('HGET', claims, id) or '', '^%d+ (.*)$') or ''
  for _, act in ipairs(tbl.rows[ENFORCE + 1].copies) do
    ensure(incident, incident.n .. ':' .. act['do'] .. ':' .. id, act, {comment = id, thread = thread})
  end
end
