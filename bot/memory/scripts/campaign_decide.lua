#!lua flags=allow-oom
-- A moderator's decision on a campaign: compare and set, so of two at the same moment one is carried out, once.
-- The request: c, n, who, how (hide-all, time-out-all, restore, not-spam, continue), till (of timeouts), spared (a of accounts that are
-- found to moderate), inverse, held (accounts from which on it waits for continue), observes (whether the community only observes now).
-- Answers {'done' | 'already' | 'refused' | 'unknown', state}.
local c, n, how = request.c, request.n, request.how
local campaign = load(c, n)
if not campaign or campaign.kind ~= 'campaign' then return {'unknown'} end
local members, copies, voices = key('members', c, n), key('copies', c, n), key('voices', c, n)
local over = campaign.state == 'restored' or campaign.state == 'not spam'
local acts = not over and not request.observes

for _, a in ipairs(request.spared) do
  local known = call('HGET', members, a)
  if known then call('HSET', members, a, '2' .. string.sub(known, 2)) end
end
local function member(a)
  local known, account = string.match(call('HGET', members, a) or '', '^(%d)(.*)$')
  return known ~= '2' and account or nil
end

local any, fields = false, {}
local function ask(of, id, what, more)
  local known, name = newest(c, of.n, id)
  if known and not known.undone and known.state ~= 'failed' and known.state ~= 'cancelled' then return end
  if known and (known.undone or known.state == 'failed') then name = name .. "'" end
  local record = {id = name, ['do'] = what, tries = 0, at = now, by = 'moderator'}
  for field, value in pairs(more) do record[field] = value end
  queue(c, of, record, now)
  if of ~= campaign then touch(c, of) end
  any = true
end

if how == 'hide-all' then
  if not acts then return {'refused', campaign.state} end
  for _, id in ipairs(call('ZRANGE', copies, 0, -1)) do
    local a, thread = string.match(call('HGET', voices, id) or '', '^([^\n]*)\n(.*)$')
    local account, own, hide = a and member(a), nil, nil
    if account then own, hide = covered(c, a, id) end
    local of = own and load(c, own) or campaign
    if account and of.state ~= 'restored' and (not hide or hide.state == 'failed') then
      ask(of, of.n .. ':hide:' .. id, 'hide', {account = account, comment = id, thread = thread, campaign = n})
    end
  end
elseif how == 'time-out-all' then
  if not acts then return {'refused', campaign.state} end
  local all = call('HKEYS', members)
  table.sort(all)
  for _, a in ipairs(all) do
    local account = member(a)
    if account then ask(campaign, n .. ':timeout:' .. a, 'timeout', {account = account, till = request.till}) end
  end
elseif how == 'continue' then
  if campaign.continued then return {'already', campaign.state} end
  if not acts or call('HLEN', members) < request.held then return {'refused', campaign.state} end
  any, fields = true, {state = 'continued', continued = '1'}
else
  local to = how == 'not-spam' and 'not spam' or 'restored'
  if campaign.state == to then return {'already', campaign.state} end
  if campaign.state == 'not spam' then return {'refused', campaign.state} end
  each_action(c, n, function(record)
    if not record.of then take_back(c, campaign, record, request.inverse) end
  end)
  for _, id in ipairs(call('ZRANGE', copies, 0, -1)) do
    local a = string.match(call('HGET', voices, id) or '', '^[^\n]*')
    local own, hide = covered(c, a, id)
    if hide and hide.campaign == n then
      local of = load(c, own)
      take_back(c, of, hide, request.inverse)
      touch(c, of)
    end
  end
  any, fields = true, {state = to}
end
if not any then return {'already', campaign.state} end
local history = campaign.history and cmsgpack.unpack(campaign.history) or {}
history[#history + 1] = {how, request.who, now}
fields.history = cmsgpack.pack(history)
save(c, n, fields)
touch(c, campaign)
return {'done', fields.state or campaign.state}
