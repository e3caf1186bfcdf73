#!lua flags=allow-oom
-- A moderator's decision on an incident: compare and set, so of two at the same moment one is carried out, once.
-- The request: c, n, who, to (restored, pardoned, confirmed, hidden), how (the command's word), inverse, spared, first, observes (whether the
-- community only observes now).
-- Answers {'done' | 'already' | 'refused' | 'unknown', state, case number}.
local c = request.c
local incident = load(c, request.n)
if not incident or incident.kind then return {'unknown'} end
local n, a = incident.n, incident.a

local function note(fields)
  local history = incident.history and cmsgpack.unpack(incident.history) or {}
  history[#history + 1] = {request.how, request.who, now}
  fields.history = cmsgpack.pack(history)
  save(c, n, fields)
  touch(c, incident)
end

local function void_strikes()
  local strikes = key('strikes', c, a)
  for _, strike in ipairs(call('ZRANGE', strikes, 0, -1)) do
    if string.match(strike, '(%d+):%d+$') == n then call('ZREM', strikes, strike) end
  end
end

local function take_back_where(which)
  each_action(c, n, function(record)
    if not record.of and which(record) then take_back(c, incident, record, request.inverse) end
  end)
end

-- Until when the texts of this case are not acted on for its account.
local function spare(till)
  local families = key('families', c, a)
  local flat = call('HGETALL', families)
  for i = 1, #flat, 2 do
    local known, numbers = string.match(flat[i + 1], '^(%S+)(.*)$')
    for number_of in string.gmatch(numbers, '%d+') do
      local its = load(c, number_of)
      if its and its.n == n then call('HSET', families, flat[i], till .. numbers) end
    end
  end
end

if request.to == 'confirmed' then
  if incident.right then return {incident.right == '1' and 'already' or 'refused', incident.state, n} end
  note({right = '1'})
elseif request.to == 'pardoned' then
  if incident.state ~= 'open' then return {incident.state == 'pardoned' and 'already' or 'refused', incident.state, n} end
  void_strikes()
  take_back_where(function(record) return record['do'] ~= 'hide' and record['do'] ~= 'alert' end)
  note({state = 'pardoned', right = '1'})
elseif request.to == 'restored' then
  if incident.state == 'restored' then return {'already', incident.state, n} end
  void_strikes()
  take_back_where(function(record) return record['do'] ~= 'alert' end)
  local spared = number(now + request.spared)
  spare(spared)
  note({state = 'restored', right = '0', spared = spared})
elseif request.to == 'hidden' then
  if request.observes then return {'refused', incident.state, n} end
  local any, kept = false, call('ZRANGE', key('copies', c, n), 0, 0)[1]
  for _, id in ipairs(call('ZRANGE', key('copies', c, n), 0, -1)) do
    local known, back, name = hidings(c, incident, id)
    -- what was put back is hidden again, the first too where it had been hidden; what could not be hidden is tried again
    if (id ~= kept or request.first or back) and (not known or known.state == 'failed' or known.state == 'unsupported') then
      any = true
      local thread = string.match(call('HGET', key('claims', c, a), id) or '', '^%d+ (.*)$')
      local record = {id = name, ['do'] = 'hide', account = incident.account, comment = id, thread = thread, tries = 0, at = now, by = 'moderator'}
      if back and not ENDED[back.state] and back.state ~= 'waiting' then wait(c, incident, record, back)
      else
        record.instead = back and back.instead
        queue(c, incident, record, now)
      end
    end
  end
  local again = incident.state == 'restored'
  if not any and not again then return {'already', incident.state, n} end
  local fields = request.first and {kept = '', keep = '0'} or {}
  if again then
    spare('0')
    fields.state, fields.right, fields.spared = 'open', '', '0'
  end
  note(fields)
end
return {'done', request.to, n}
