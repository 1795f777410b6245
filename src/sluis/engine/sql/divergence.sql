-- Divergence classes of every item, by the rule of the last good report.
-- In:  reports(item, report, sender, receiver, earliest, latest, kind, counts, proves,
--              dead, dead_known, known_from, known_until): minutes and days since 1970; kind 0
--              sighting, 1 transfer, 2 assembly, 3 seizure; counts and proves: whether
--              the policy lets the grade count, and prove; null is not said;
--      items(item, exporter, consignee, end_user, due, forbids, over);
--      rule(valid_before, today, known_on, same_movement, overdue), one row.
-- Out: one row an item with a report that counts: item, classes (bit n is class Dn).
-- Ties of time go by kind, then the later end, then the report's number.
with known as (
    select r.item, r.report, r.sender, r.receiver, r.earliest, r.kind, r.proves,
        i.exporter, i.due, i.over,
        case when r.dead > 0 and (u.known_on is null or r.dead_known <= u.known_on)
                and r.dead_known is not null
            then 1 else 0 end as dead,
        coalesce(i.end_user, i.consignee) as home,
        case when i.forbids and (r.sender is null or r.sender <> i.exporter
            or i.exporter is null) then 1 else 0 end as onward,
        case when r.kind <> 2 and r.kind <> 3 and r.receiver is not null
                and coalesce(i.end_user, i.consignee) is not null
                and (i.exporter is null or r.receiver <> i.exporter)
                and (i.consignee is null or r.receiver <> i.consignee)
                and (i.end_user is null or r.receiver <> i.end_user)
            then 1 else 0 end as off_path,
        row_number() over (
            partition by r.item
            order by r.earliest nulls last, r.kind nulls last, r.latest nulls last,
                r.report nulls last
        ) as place
    from reports as r
    inner join items as i on i.item = r.item
    cross join rule as u
    where r.earliest < u.valid_before
        and (u.known_on is null or r.known_from <= u.known_on)
        and (r.known_until is null or (u.known_on is not null and r.known_until > u.known_on))
        and (r.counts or r.kind = 3)
),
marked as (
    select *,
        case when kind <> 3 and receiver = home then 1 else 0 end as arrives
    from known
),
twice as (
    select distinct a.item
    from marked as a
    inner join marked as b
        on b.item = a.item and b.sender = a.sender and b.receiver <> a.receiver
    cross join rule as u
    where a.kind = 1 and b.kind = 1 and b.place < a.place
        and a.earliest - b.earliest <= u.same_movement
),
summed as (
    select item,
        min(case when off_path = 1 then place end) as first_off,
        min(case when arrives = 1 then place end) as first_home,
        max(off_path * onward) as onward,
        max(dead) as dead,
        max(case when kind = 3 then 1 else 0 end) as found,
        max(place) as last_place,
        max(case when arrives = 1 and proves then place else 0 end) as last_home,
        max(due) as due, max(case when over then 1 else 0 end) as over,
        min(earliest) as begun
    from marked
    group by item
),
judged as (
    select s.*,
        case when s.first_off is not null
                and (s.first_home is null or s.first_off < s.first_home)
            then 1 else 0 end as other,
        case when t.item is null then 0 else 1 end as two_places
    from summed as s
    left join twice as t on t.item = s.item
)
select j.item,
    j.other * 8 + j.onward * 16 + j.two_places * 32 + j.dead * 64 + j.found * 128
    + j.over * 256
    + case
        when j.other + j.onward + j.dead + j.found > 0 then 0
        when j.last_home = j.last_place then 1
        when u.today > coalesce(j.due, floor(j.begun / 1440) + u.overdue) then 4
        else 2
    end as classes
from judged as j
cross join rule as u
order by j.item nulls last
