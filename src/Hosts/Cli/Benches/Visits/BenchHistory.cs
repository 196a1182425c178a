using System.Globalization;
using Huoshui.Systems.Visits;

namespace Huoshui.Cli.Benches.Visits;

/// <summary>What happened to the entities of a register: visits, cases at every stage, merges and corrections, the same
/// for the same number. Thread safe.</summary>
internal sealed class BenchHistory(
    BenchRegister register, IReadOnlyList<string> banks, VisitPolicy policy, string contact, DateTimeOffset now)
{
    private const int DaysBack = 150;
    private const int CaseOf = 8;    // one entity in eight has declared
    private const int MergedOf = 500; // one in five hundred is the double of its neighbour

    private static readonly string[] Outcomes =
    [
        "need", "no_need", "no_need", "no_need", "closed_door", "no_need", "declined", "wrong_address", "need",
        "unreachable",
    ];

    private static readonly string[][] Stories =
    [
        [], ["recommend"], ["recommend", "assign"], ["recommend", "assign", "accept"],
        ["recommend", "assign", "accept", "refuse"], ["recommend", "assign", "accept", "grant"],
        ["recommend", "assign", "accept", "grant", "draw"], ["recommend", "assign", "accept", "grant", "draw"],
        ["recommend", "assign", "accept", "grant", "draw", "draw"], ["return"],
    ];

    /// <summary>The entity that a number is merged into; null for most.</summary>
    public int? MergedInto(int n) => n % MergedOf == 3
        && register.StreetOf(n).DistrictCode == register.StreetOf(n - 1).DistrictCode ? n - 1 : null;

    public VisitedEntity Entity(int n) => register.Of(n, AddedAt(n), MergedInto(n));

    /// <summary>The merge of an entity; null for most.</summary>
    public EntityMerge? Merge(int n) => MergedInto(n) is not { } into ? null : new EntityMerge
    {
        Id = Id(n, 0, 0x7400),
        FromId = BenchRegister.IdOf(n),
        IntoId = BenchRegister.IdOf(into),
        Actor = "bench",
        At = now.AddDays(-1),
        Reason = "重复登记",
        Revision = 1,
    };

    /// <summary>The visits of an entity: none for one in ten, else two or three.</summary>
    public IEnumerable<Visit> Visits(int n)
    {
        var dice = BenchRegister.Mixed(n ^ 0x5A5A5A);
        var times = n % 10 == 0 ? 0 : n % 10 < 7 ? 2 : 3;
        for (var k = 0; k < times; k++)
        {
            var outcome = policy.Process.List("outcome").Find(Outcomes[(int)((dice >> (8 * k)) % 10)])!;
            var (at, street, need) = (AddedAt(n).AddHours(30 * k), register.StreetOf(n), outcome.Is("need"));
            yield return new Visit
            {
                Id = Id(n, k, 0x7100),
                EntityId = BenchRegister.IdOf(n),
                StreetCode = street.Code,
                DistrictCode = street.DistrictCode,
                At = at,
                RecordedAt = at,
                Actor = "officer-" + street.Code,
                Companions = """[{"Kind":"bank","Name":"李经理"}]""",
                Place = "店内",
                Outcome = outcome.Id,
                IsCounted = outcome.Is("counted"),
                NextStep = outcome.Fields["next"],
                NeedFen = need ? 10_000_000 * (long)(1 + (dice % 50)) : null,
                NeedUse = need ? "working_capital" : null,
                NeedMonths = need ? 12 : null,
                NeedUrgency = need ? "month" : null,
                Obstacles = "no_collateral",
                ContentHash = Id(n, k, 0x7100).ToString("N"),
                ReceiptSha256 = Id(n, k, 0x7200).ToString("N"),
            };
        }
    }

    /// <summary>A correction that the first visit found; null for most.</summary>
    public EntityCorrection? Correction(int n) => Visits(n).FirstOrDefault() is not { Outcome: "wrong_address" } visit
        ? null : new EntityCorrection
        {
            VisitId = visit.Id,
            EntityId = visit.EntityId,
            Kind = "address",
            DistrictCode = visit.DistrictCode,
            At = visit.At,
            IsConfirmed = n % 4 == 1 ? null : false,
            DecidedBy = n % 4 == 1 ? null : "bench",
            Revision = 1,
        };

    /// <summary>The case of an entity with everything that belongs to it; null for most.</summary>
    public FinancingCase? Case(int n)
    {
        if (n % CaseOf != 1 || MergedInto(n) is not null)
            return null;
        var dice = BenchRegister.Mixed(n ^ 0x3C3C3C);
        var (street, at) = (register.StreetOf(n), AddedAt(n).AddDays(1));
        var one = new FinancingCase
        {
            Id = Id(n, 0, 0x7300),
            EntityId = BenchRegister.IdOf(n),
            Account = string.Create(CultureInfo.InvariantCulture, $"owner-{n}"),
            RequestKey = "1",
            RequestHash = "1",
            DistrictCode = street.DistrictCode,
            StreetCode = street.Code,
            Name = register.NameOf(n),
            IsIndividual = BenchRegister.IsPerson(n),
            Contact = contact,
            NeedFen = 10_000_000 * (long)(1 + (dice % 50)),
            NeedUse = "working_capital",
            NeedMonths = 12,
            NeedUrgency = "month",
            Revision = 1,
        };
        foreach (var kind in ConsentKinds.All)
            one.Add(Consent(one, n, kind, at));
        var story = Stories[(int)((dice >> 20) % (ulong)Stories.Length)];
        Play(one, n, at, story, banks[(int)(dice % (ulong)banks.Count)]);
        return one;
    }

    private CaseConsent Consent(FinancingCase one, int n, string kind, DateTimeOffset at) => new()
    {
        Id = Id(n, kind.Length, 0x7500),
        CaseId = one.Id,
        Kind = kind,
        Version = policy.Consent(kind).Version,
        GivenAt = at,
    };

    private void Play(FinancingCase one, int n, DateTimeOffset at, string[] story, string bank)
    {
        one.Move(policy.Process.Step("declare"), new CaseAct(one.Account, at));
        for (var k = 0; k < story.Length; k++)
        {
            var day = at.AddDays(1 + k) is var wanted && wanted < now ? wanted : now.AddHours(-1);
            if (story[k] == "assign")
            {
                var deadline = policy.Deadline(VisitPolicy.DayOf(day));
                (one.BankId, one.BankBasis, one.AssignedAt) = (bank, "rotation", day);
                (one.DueOn, one.AmberOn, one.RedOn) = (deadline.DueOn, deadline.AmberOn, deadline.RedOn);
            }
            else if (story[k] is "grant" or "refuse")
            {
                one.AnsweredAt = day;
                if (story[k] == "grant")
                    (one.GrantedFen, one.CreditId, one.RatePercent) = (one.NeedFen, "SX" + n, "3.85");
            }
            else if (story[k] == "draw")
            {
                one.Add(new Drawdown
                {
                    BankId = bank,
                    IouId = string.Create(CultureInfo.InvariantCulture, $"JJ{n}-{k}"),
                    CaseId = one.Id,
                    AmountFen = one.GrantedFen / 2,
                    DrawnOn = VisitPolicy.DayOf(day),
                    Kind = n % 3 == 0 ? "renewal" : "new",
                    IsCounted = n % 3 != 0,
                    RecordedAt = day,
                });
            }

            var reason = story[k] == "return" ? "T6" : null;
            one.Move(policy.Process.Step(story[k]), new CaseAct("bench", day, null, reason));
        }

        one.OpenEntityId = one.State is "granted" or "drawn" ? null : one.EntityId;
    }

    private DateTimeOffset AddedAt(int n) =>
        now.AddDays(-5 - (int)(BenchRegister.Mixed(n ^ 0x77) % DaysBack)).AddSeconds(-n % 86_400);

    private static Guid Id(int n, int k, short kind) => new(n, (short)k, kind, 0x80, 0, 0, 0, 0, 0, 0, 0);
}
