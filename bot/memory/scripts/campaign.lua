#!lua
-- Finds or makes the campaign of a text or of a near-copy of it, and adds accounts and copies to it: one step. It is a case among
-- the incidents, with a card and a queue like theirs, and gives nobody a strike.
-- The request: c, texts (keyed; the text, then its near-copies), platform, cards (whether it writes them), why (the mode), thread, members ({account, a, known: 0 not yet, 1 ordinary, 2 spared}),
-- copies ({a, id, at, thread}), named (a of those who are said to take part), keep, restore (seconds), most (accounts, and copies), held (accounts from which on it waits).
-- Answers {case number, 1 if something changed, those named whom it does not know yet}.
local c, pointer, n = request.c, key('spread', request.c, request.texts[1]), nil
for _, text in ipairs(request.texts) do n = n or call('GET', key('spread', c, text)) or nil end
local campaign, changed = n and load(c, n), false
if not campaign then
  n = string.format('%d', call('HINCRBY', key('cases', c), 'case', 1))
  campaign = {n = n, kind = 'campaign', platform = request.platform, state = 'open', why = request.why, opened = number(now), thread = request.thread,
    changes = request.cards and '0' or nil}
  save(c, n, campaign)
  call('ZADD', key('campaigns', c), n, n)
  changed = true
elseif campaign.why ~= request.why then
  save(c, n, {why = request.why})
  changed = true
end
live(key('campaigns', c), ACTIONS_LIVE)
call('ZREMRANGEBYRANK', key('campaigns', c), 0, -1001)
call('SET', pointer, n, 'PX', math.ceil(request.keep * 1000))

local members, voices, copies, restore = key('members', c, n), key('voices', c, n), key('copies', c, n), key('restore', c, n)
for _, member in ipairs(request.members) do
  local account, a, known = member[1], member[2], member[3]
  local there = tonumber(string.match(call('HGET', members, a) or '', '^%d') or '-1')
  if known > there and (there >= 0 or call('HLEN', members) < request.most) then
    call('HSET', members, a, known .. account)
    changed = true
  end
end
for _, copy in ipairs(request.copies) do
  local a, id, at, thread = copy[1], copy[2], copy[3], copy[4]
  if call('HEXISTS', members, a) == 1 and call('HEXISTS', voices, id) == 0 and call('ZCARD', copies) < request.most then
    call('ZADD', copies, number(at), id)
    call('HSET', voices, id, a .. '\n' .. thread)
    call('HSET', key('joined', c, a), id, n)
    live(key('joined', c, a), ACTIONS_LIVE)
    changed = true
  end
  -- its own case may have taken the original already
  local claim = string.match(call('HGET', key('claims', c, a), id) or '', '^%d+')
  local original = call('HGET', key('raw', c, a), id) or (claim and call('HGET', key('restore', c, claim), id))
  if original and call('HEXISTS', voices, id) == 1 then call('HSET', restore, id, original) end
end
for _, name in ipairs({key('incident', c, n), members, voices, copies}) do live(name, ACTIONS_LIVE) end
live(restore, request.restore)

-- Where no card is written, the moderators are called by an action: when the campaign is found, and when it waits for them.
local function call_moderators(name)
  if action(c, n, n .. name) then return end
  queue(c, campaign, {id = n .. name, ['do'] = 'alert', account = request.members[1][1], thread = request.thread, campaign = n, tries = 0, at = now, by = ''}, now)
end
if not campaign.changes and request.why ~= 'observe' then
  call_moderators(':alert')
  if request.why == 'enforce' and call('HLEN', members) >= request.held and (campaign.continued or '') == '' then call_moderators(':alert:waits') end
end

if changed then
  tell(c, 'incident', n)
  touch(c, campaign)
end
local unknown = {}
for _, a in ipairs(request.named) do
  if call('HEXISTS', members, a) == 0 then unknown[#unknown + 1] = a end
end
if call('HLEN', members) >= request.most then unknown = {} end
return {n, changed and 1 or 0, unknown}
