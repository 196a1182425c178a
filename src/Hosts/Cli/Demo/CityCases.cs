using System.Security.Cryptography;
using System.Text;
using Huoshui.Systems.Visits;

namespace Huoshui.Cli.Demo;

/// <summary>A case of the generated city: from the visit to one drawdown.</summary>
internal sealed record CityCase(
    long Number, long Entity, string BankId, string IouId, string CreditId, long DrawnFen, string Kind,
        DateOnly VisitedOn,
    DateOnly RecommendedOn, DateOnly DrawnOn, int Months, string Rate, bool IsCreditLoan, bool IsFirstLoan);

/// <summary>Makes cases step by step as the process goes, so that states and receipts are those of the desks.</summary>
internal sealed class CityCases(VisitKeys keys, VisitPolicy policy)
{
    private const string Account = "企业用户";
    private const int Morning = 10;
    private const long FenPerYuan = 100;

    private readonly string _contact = keys.Protect(new CaseContact(DemoPeople.NameOf(0), DemoPeople.PhoneOf(0)));

    public FinancingCase Make(CityCase of, VisitedEntity entity)
    {
        var declared = At(of.VisitedOn, Morning + 2);
        var need = (of.DrawnFen + FenPerYuan - 1) / FenPerYuan * FenPerYuan;
        var one = new FinancingCase
        {
            Id = Guid.CreateVersion7(declared),
            EntityId = entity.Id,
            Account = Account,
            RequestKey = $"city-{of.Number}",
            DistrictCode = entity.DistrictCode,
            StreetCode = entity.StreetCode,
            Name = entity.Name,
            IsIndividual = entity.IsIndividual,
            Contact = _contact,
            NeedFen = need,
            NeedUse = "working_capital",
            NeedMonths = Math.Clamp(of.Months, 1, 120),
            NeedUrgency = "month",
        };
        Agree(one, declared);
        Move(one, CaseSteps.Declare, declared, Account);
        Recommend(one, of);
        Lend(one, of);
        return one;
    }

    private void Recommend(FinancingCase one, CityCase of)
    {
        var (at, team) = (At(of.RecommendedOn, Morning), "区专班" + one.DistrictCode);
        Move(one, CaseSteps.Recommend, at, team);
        foreach (var standard in policy.Process.List("standard").Codes)
        {
            one.Add(new CaseStandard
            {
                CaseId = one.Id,
                Sequence = 2,
                Standard = standard.Id,
                IsMet = true,
                Evidence = "现场核对营业执照、租赁合同与流水",
            });
        }

        var deadline = policy.Deadline(of.RecommendedOn);
        (one.BankId, one.BankBasis, one.AssignedAt) = (of.BankId, "rotation", at.AddMinutes(30));
        (one.DueOn, one.AmberOn, one.RedOn) = (deadline.DueOn, deadline.AmberOn, deadline.RedOn);
        Move(one, CaseSteps.Assign, at.AddMinutes(30), team);
    }

    // A bank grants in the afternoon of the day before it lends, or of the day itself where there is no day between.
    private void Lend(FinancingCase one, CityCase of)
    {
        var banker = "复核" + of.BankId;
        Move(one, CaseSteps.Accept, At(of.RecommendedOn.AddDays(1), Morning), banker);
        var granted = At(of.DrawnOn.AddDays(-1), Morning + 5);
        (one.GrantedFen, one.CreditId, one.RatePercent) = (one.NeedFen, of.CreditId, of.Rate.TrimEnd('0').TrimEnd('.'));
        (one.IsCreditLoan, one.IsFirstLoan, one.AnsweredAt) = (of.IsCreditLoan, of.IsFirstLoan, granted);
        Move(one, CaseSteps.Grant, granted, banker);
        var drawn = At(of.DrawnOn, Morning + 4);
        one.Add(new Drawdown
        {
            BankId = of.BankId,
            IouId = of.IouId,
            CaseId = one.Id,
            AmountFen = of.DrawnFen,
            DrawnOn = of.DrawnOn,
            Kind = of.Kind,
            IsCounted = policy.Process.List("drawdown").Find(of.Kind)!.Is("counted"),
            RecordedAt = drawn,
        });
        Move(one, CaseSteps.Draw, drawn, banker, of.IouId);
    }

    private void Agree(FinancingCase one, DateTimeOffset at)
    {
        foreach (var kind in new[] { ConsentKinds.District, ConsentKinds.Bank })
        {
            var (text, _, version) = policy.Consent(kind);
            one.Add(new CaseConsent
            {
                Id = Guid.CreateVersion7(at),
                CaseId = one.Id,
                Kind = kind,
                Version = version,
                TextSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
                GivenAt = at,
            });
        }
    }

    private void Move(FinancingCase one, string step, DateTimeOffset at, string actor, string? note = null) =>
        one.Move(policy.Process.Step(step), new CaseAct(actor, at, note));

    private static DateTimeOffset At(DateOnly day, int hour) =>
        VisitPolicy.InstantOf(day.ToDateTime(new TimeOnly(hour, 0))).ToUniversalTime();
}
