#!lua flags=allow-oom
-- A moderator's decision on a campaign: compare and set, so of two at the same moment one is carried out, once.
-- The request: c, n, who, how (hide-all, time-out-all, restore, not-spam, continue, undo), of (the entry of the history that an undo takes
-- back), till (of timeouts), spared (a of accounts that nothing is done about: they moderate, or the moderator left them out), inverse,
-- held (accounts from which on it waits for continue), observes (whether the community only observes now).
-- Answers {'done' | 'already' | 'refused' | 'unknown', state}.
local c, n, how = request.c, request.n, request.how
local campaign = load(c, n)
if not campaign or campaign.kind ~= 'campaign' then return {'unknown'} end
local members, copies, voices = key('members', c, n), key('copies', c, n), key('voices', c, n)
local over = campaign.state == 'restored' or campaign.state == 'not spam'
local history = campaign.history and cmsgpack.unpack(campaign.history) or {}
local entry = #history + 1
local any, fields = false, {}

local function member(a)
  local known, account = string.match(call('HGET', members, a) or '', '^(%d)(.*)$')
  for _, spared in ipairs(request.spared) do if spared == a then known = '2' end end
  return known ~= '2' and account or nil
end

local function ask(of, id, what, more, whose)
  local known, name = newest(c, of.n, id)
  if known and not known.undone and not VAIN[known.state] and known.state ~= 'cancelled' then return end
  if known and (known.undone or VAIN[known.state]) then name = name .. "'" end
  local record = {id = name, ['do'] = what, tries = 0, at = now, by = 'moderator', entry = entry}
  for field, value in pairs(more) do record[field] = value end
  local back = known and known.undone and action(c, of.n, string.gsub(known.id, '^(%d+):', '%1:' .. request.inverse[what] .. ':', 1))
  if back and not ENDED[back.state] and back.state ~= 'waiting' then wait(c, of, record, back)
  else
    record.instead = what == 'hide' and back and back.stands or nil
    queue(c, of, record, now)
  end
  if of ~= campaign then touch(c, of) end
  if whose then moderated(c, whose) end
  any = true
end

-- Each action that was asked for here, with the case it stands in: the campaign, or an account's own.
local function each_asked(visit)
  each_action(c, n, function(record) if not record.of then visit(campaign, record) end end)
  local seen = {}
  for _, id in ipairs(call('ZRANGE', copies, 0, -1)) do
    local a = string.match(call('HGET', voices, id) or '', '^[^\n]*')
    local own = covered(c, a, id)
    if own and not seen[own] then
      seen[own] = true
      local of = load(c, own)
      each_action(c, own, function(record) if record.campaign == n and not record.of then visit(of, record) end end)
    end
  end
end

local function take(of, record)
  if record.undone or record['do'] == 'alert' or ENDED[record.state] and record.state ~= 'done' then return end
  record.taken = entry
  keep(c, of.n, record)
  take_back(c, of, record, request.inverse)
  if of ~= campaign then touch(c, of) end
  any = true
end

local function hide_all()
  for _, id in ipairs(call('ZRANGE', copies, 0, -1)) do
    local a, thread = string.match(call('HGET', voices, id) or '', '^([^\n]*)\n(.*)$')
    local account, own, hide = a and member(a), nil, nil
    if account then own, hide = covered(c, a, id) end
    local of = own and load(c, own) or campaign
    if account and (of == campaign or of.state ~= 'restored') and (not hide or VAIN[hide.state]) then
      ask(of, of.n .. ':hide:' .. id, 'hide', {account = account, comment = id, thread = thread, campaign = n}, a)
    end
  end
end

local function undo(of)
  local old = history[of]
  if not old then return end
  for _, other in ipairs(history) do if other[4] == of then return end end
  local again = {}
  each_asked(function(its, record)
    if record.entry == of then take(its, record)
    elseif record.taken == of and (record['do'] == 'hide' or record['do'] == 'timeout' and record.till > now) then again[#again + 1] = {its, record} end
  end)
  for _, each in ipairs(again) do
    local its, record = each[1], each[2]
    if not request.observes then
      ask(its, string.gsub(record.id, "'+$", ''), record['do'], {account = record.account, comment = record.comment, thread = record.thread,
        campaign = record.campaign, till = record.till})
    end
  end
  local before = old[5] or {}
  for i = 1, #before, 2 do
    if (campaign[before[i]] or '') ~= before[i + 1] then
      fields[before[i]] = before[i + 1]
      any = true
    end
  end
end

if how == 'hide-all' or how == 'time-out-all' then
  if request.observes then return {'refused', campaign.state} end
  if over then fields.state = 'open' end
  if how == 'hide-all' then hide_all()
  else
    local all = call('HKEYS', members)
    table.sort(all)
    for _, a in ipairs(all) do
      local account = member(a)
      if account then ask(campaign, n .. ':timeout:' .. a, 'timeout', {account = account, till = request.till}, a) end
    end
  end
elseif how == 'continue' then
  if (campaign.continued or '') ~= '' then return {'already', campaign.state} end
  if request.observes or over or call('HLEN', members) < request.held then return {'refused', campaign.state} end
  any, fields = true, {state = 'continued', continued = '1'}
elseif how == 'undo' then
  undo(request.of)
  if not any then return {'refused', campaign.state} end
else
  local to = how == 'not-spam' and 'not spam' or 'restored'
  if campaign.state == to then return {'already', campaign.state} end
  if campaign.state == 'not spam' then return {'refused', campaign.state} end
  each_asked(take)
  any, fields = true, {state = to}
end
if not any then return {'already', campaign.state} end
for _, a in ipairs(request.spared) do
  local known = call('HGET', members, a)
  if known then call('HSET', members, a, '2' .. string.sub(known, 2)) end
end
local before = {}
for name in pairs(fields) do
  before[#before + 1] = name
  before[#before + 1] = campaign[name] or ''
end
history[entry] = {how, request.who, now, request.of, before}
fields.history = cmsgpack.pack(history)
save(c, n, fields)
touch(c, campaign)
return {'done', fields.state or campaign.state}
