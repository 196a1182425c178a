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

    private static IEnumerable<string> SourceFiles() =>
        new[] { "Platform", "Systems", "Hosts" }.SelectMany(layer => Directory.EnumerateFiles(
            Path.Combine(Path.GetDirectoryName(PolicyLibrary.FindFolder())!, "src", layer), "*.cs", SearchOption.AllDirectories));

    [GeneratedRegex(@"\.Audit\([^;]*;", RegexOptions.NonBacktracking)]
    private static partial Regex Call();

    [GeneratedRegex(@"""([a-z][a-z-]*(?:\.[A-Za-z-]+)+)""", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
