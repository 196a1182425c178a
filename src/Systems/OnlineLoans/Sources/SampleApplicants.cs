using System.Globalization;
using System.Text;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;

namespace Huoshui.Systems.OnlineLoans.Sources;

/// <summary>What becomes of a sample application.</summary>
public enum SampleOutcome
{
    /// <summary>批准.</summary>
    Approved,

    /// <summary>拒绝.</summary>
    Refused,

    /// <summary>拒绝, for another reason: to ask for 人工复核 and be answered.</summary>
    ForReview,

    /// <summary>A source does not answer at first: queued, tried again, then 批准.</summary>
    Queued,
}

/// <summary>样例申请人: what to type, and what the sample sources and the pack in force make of it. Invented.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="FirmId">统一社会信用代码, with right check characters.</param>
/// <param name="FirmName">企业名称.</param>
/// <param name="Person">The applicant.</param>
/// <param name="AmountYuan">To apply for, in 元.</param>
/// <param name="TermMonths">To apply for.</param>
/// <param name="Reasons">Reasons of the refusal in words; empty when approved.</param>
public sealed record SampleApplicant(
    SampleOutcome Outcome, string FirmId, string FirmName, LoanPerson Person, long AmountYuan, int TermMonths,
    IReadOnlyList<LocalizedText> Reasons)
{
    /// <summary>The outcome in words.</summary>
    public LocalizedText Title => Outcome switch
    {
        SampleOutcome.Approved => new("批准", "approved"),
        SampleOutcome.Refused => new("拒绝", "refused"),
        SampleOutcome.ForReview => new("拒绝，可以要求人工复核", "refused, to ask for a human review"),
        _ => new("税务先不回答：排队再试，随后批准", "the tax office is silent at first: queued, tried again, approved"),
    };
}

/// <summary>
/// Finds sample applicants for whoever tries the sample sources: firms by the seed, each decided by the pack in force,
/// so that what is promised is what happens. Thread safe.
/// </summary>
public static class SampleApplicants
{
    /// <summary>The source that does not answer at first about <see cref="SampleOutcome.Queued"/>.</summary>
    public const string SilentSource = "tax";

    private const int MostTried = 500;
    private const int SilentRounds = 2;
    private const long AmountYuan = 200_000;
    private const int TermMonths = 12;
    private const int Numbers = 90_000_000;

    /// <summary>One applicant an outcome, in their order; an outcome that the pack gives to none is left out.</summary>
    /// <param name="policy">The process and its packs.</param>
    /// <param name="seed">Of the sample sources.</param>
    /// <exception cref="KeyNotFoundException">No pack decides today.</exception>
    public static IReadOnlyList<SampleApplicant> Find(LoanPolicy policy, int seed)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var (firms, today) = (new StubFirms(seed), policy.Today());
        var decision = policy.Champion(today).Decision!;
        var found = new SortedDictionary<SampleOutcome, SampleApplicant>();
        var first = (int)(firms.Chance("samples") * Numbers);
        for (var i = 0; i < MostTried && found.Count < Enum.GetValues<SampleOutcome>().Length; i++)
        {
            var firmId = StubSources.FirmId(first + i);
            if (Decide(decision, today, firms.Facts(firmId)) is { } verdict && Next(found, verdict) is { } outcome)
                found[outcome] = Sample(firms, firmId, outcome, verdict.Reasons);
        }

        return [.. found.Values];
    }

    /// <summary>Makes the sample sources behave as the samples say.</summary>
    public static void Prepare(this StubSources stub, IEnumerable<SampleApplicant> samples, LoanPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(stub);
        ArgumentNullException.ThrowIfNull(policy);
        var questions = SilentRounds * policy.Whole("source_attempts", policy.Today());
        foreach (var sample in samples.Where(s => s.Outcome == SampleOutcome.Queued))
            stub.FailNext(sample.FirmId, SilentSource, questions);
    }

    private static SampleOutcome? Next(SortedDictionary<SampleOutcome, SampleApplicant> found, SampleVerdict verdict)
    {
        SampleOutcome[] wanted = verdict.IsApproved ? [SampleOutcome.Approved, SampleOutcome.Queued]
            : [SampleOutcome.Refused, SampleOutcome.ForReview];
        var isNews = !found.Values.Any(s => s.Reasons.Intersect(verdict.Reasons).Any());
        return wanted.Where(o => isNews && !found.ContainsKey(o)).Select(o => (SampleOutcome?)o).FirstOrDefault();
    }

    private static SampleVerdict? Decide(PackDecision decision, DateOnly asOf, Dictionary<string, object> facts)
    {
        facts["applied_amount_yuan"] = AmountYuan;
        facts["applied_term_months"] = TermMonths;
        foreach (var none in RelatedParties.Names)
            facts[none] = 0;
        var asked = decision.Facts.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var json = JsonSerializer.SerializeToElement(
            facts.Where(f => asked.Contains(f.Key)).ToDictionary(StringComparer.Ordinal));
        if (LoanDecider.Decide(decision, asOf, json.GetRawText()).Verdict is not { } verdict)
            return null;
        var request = new DecisionRequest(asOf, json);
        var answer = decision.Decide(request);
        AnswerText In(string language) => new(decision, request, answer, language);
        return new SampleVerdict(
            verdict.IsApproved,
            [.. verdict.Reasons.Select(code => new LocalizedText(In("zh").Word(code), In("en").Word(code)))]);
    }

    // The area and the phone's prefix are nobody's, so that no sample is a living person.
    private static SampleApplicant Sample(
        StubFirms firms, string firmId, SampleOutcome outcome, IReadOnlyList<LocalizedText> reasons)
    {
        var letter = "甲乙丙丁"[(int)outcome];
        var born = new DateOnly(1975, 1, 1).AddDays((int)(firms.Chance(firmId + "/born") * 9_000));
        var body = string.Create(
            CultureInfo.InvariantCulture, $"440390{born:yyyyMMdd}{firms.Chance(firmId + "/order") * 999:000}");
        var identity = "0123456789X".Select(c => body + c)
            .Single(number => CheckDigits.IsIdentityCard(Encoding.ASCII.GetBytes(number)));
        var phone = string.Create(
            CultureInfo.InvariantCulture, $"100{firms.Chance(firmId + "/phone") * 99_999_999:00000000}");
        return new SampleApplicant(
            outcome, firmId, $"样例{letter}科技有限公司",
            new LoanPerson("样例" + letter, identity, phone, $"样例路{firmId[9..16]}号", null), AmountYuan, TermMonths,
            reasons);
    }

    private sealed record SampleVerdict(bool IsApproved, IReadOnlyList<LocalizedText> Reasons);
}
