using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Policies;
using Huoshui.Portal.Audit;
using Huoshui.Systems.OnlineLoans;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Huoshui.Portal.Tests;

/// <summary>Every act that the program writes into the audit log has words there, and a kind to look for it by.</summary>
public sealed partial class AuditActionTests
{
    private static readonly PolicyLibrary Library =
        PolicyLibrary.Load(PolicyLibrary.FindFolder(), ModelLoading.WhenAsked);

    private static readonly StringLocalizer<Texts> Words = new(new ResourceManagerStringLocalizerFactory(
        Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance));

    private static readonly AuditActionWords Actions = new(Words, Library);

    // By methods of their own (ContactDesk), by names in a dictionary (AuditRestart), by records.
    private static readonly string[] WrittenOtherwise =
    [
        "eventId", "bankId", "lead", "entered", "aside", "treeSize", "inTreeOnly", "withoutLeaf", "rows", "withoutRow", "numbers",
        "first", "last", "until", "rules", "incomplete", "knownAt",
    ];

    private static readonly string[] Written =
    [
        .. SourceFiles().SelectMany(file => Call().Matches(File.ReadAllText(file)))
            .SelectMany(call => Name().Matches(call.Value)).Select(name => name.Groups[1].Value).Distinct(),
        "campaign.event.count", "campaign.event.cancel",
        .. Enum.GetNames<LoanAction>().Select(step => $"loan.{step.ToLowerInvariant()}"),
        .. AuditActionWords.Packs.SelectMany(p => Library.Pack(p.Value)!.Process!.Steps.Select(s => $"{p.Key}.{s.Id}")),
    ];

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public void Every_action_of_the_program_has_words(string language)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        Assert.Contains("visit.record", Written); // the sources were found
        Assert.Empty(Written.Where(action => Actions.Readable(action) == action));
    }

    [Fact]
    public void Every_action_is_of_a_kind_that_can_be_looked_for() =>
        Assert.Empty(Written.Where(action => !AuditSearch.Kinds.Any(kind => action.StartsWith(kind, StringComparison.Ordinal))));

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public void Every_kind_has_words(string language)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        Assert.Empty(AuditSearch.Kinds.Where(kind => Words["Act_" + kind].ResourceNotFound));
    }

    [Theory]
    [InlineData("zh-CN", "case.recommend", "融资需求件：列入推荐清单")]
    [InlineData("en", "case.recommend", "financing case: put on the list of recommendations")]
    [InlineData("zh-CN", "case.consent", "登记授权")]
    [InlineData("zh-CN", "case.of_another_time", "case.of_another_time")]
    public void A_step_has_the_title_of_its_process(string language, string action, string expected)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        Assert.Equal(expected, Actions.Readable(action));
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public void Every_field_of_a_detail_has_words(string language)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var fields = SourceFiles("*.cs").Concat(SourceFiles("*.razor")).Where(file => !file.Contains("Bench", StringComparison.Ordinal))
            .SelectMany(file => Details().Matches(File.ReadAllText(file))).SelectMany(call => Fields(call.Value)).ToHashSet();
        // Calls, what stands inside of another object, pages.
        Assert.True(fields.IsSupersetOf(["iouId", "areaCode", "listId", "session"]));
        Assert.Empty(fields.Concat(WrittenOtherwise).Where(field => Words["AuditField_" + field].ResourceNotFound));
    }

    [Theory]
    [InlineData("""{"before":{"iouId":"A1","amountFen":200},"now":{"iouId":"A2"}}""", "原值 借据号 A1，金额（分） 200 · 现值 借据号 A2")]
    [InlineData("""{"before":["analyst"]}""", "原角色 监管分析人员")]
    [InlineData("""{"from":"0199aaaa-0000-7000-8000-000000000001"}""", "原属 0199aaaa-0000-7000-8000-000000000001")]
    public void A_field_reads_by_what_it_holds(string detail, string expected)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
        Assert.Equal(expected, new AuditDetail(Words, _ => null).Readable(detail));
    }

    // From the innermost object of a call outwards: names that are given, and the last names of what is copied.
    private static IEnumerable<string> Fields(string call)
    {
        while (Object().Match(call) is { Success: true } inner)
        {
            foreach (Match member in Member().Matches(inner.Groups[1].Value))
            {
                var name = member.Groups[1].Value + member.Groups[2].Value;
                yield return char.ToLowerInvariant(name[0]) + name[1..];
            }

            call = call.Remove(inner.Index, inner.Length).Insert(inner.Index, "inner");
        }
    }

    private static IEnumerable<string> SourceFiles(string pattern = "*.cs") =>
        new[] { "Platform", "Systems", "Hosts" }.SelectMany(layer => Directory.EnumerateFiles(
            Path.Combine(Path.GetDirectoryName(PolicyLibrary.FindFolder())!, "src", layer), pattern, SearchOption.AllDirectories));

    [GeneratedRegex(@"\.Audit\([^;]*;", RegexOptions.NonBacktracking)]
    private static partial Regex Call();

    [GeneratedRegex(@"""([a-z][a-z-]*(?:\.[A-Za-z-]+)+)""", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?:\.Audit|RecordAsync|Log\.WriteAsync)\([^;]*;", RegexOptions.NonBacktracking)]
    private static partial Regex Details();

    [GeneratedRegex(@"new\s*\{([^{}]*)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Object();

    [GeneratedRegex(@"(?:^|,)\s*(?:(\w+)\s*=[^=>]|(?:[\w!?.]+\.)?(\w+)\s*(?:$|(?=,)))", RegexOptions.None, 1000)]
    private static partial Regex Member();
}
