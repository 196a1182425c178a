using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.TransparencyLogVerifier.Records;

/// <summary>Compares a verdict with the scenario as the verifier himself has it (XBD1060).</summary>
public static class ScenarioComparison
{
    /// <summary>The verdict with what does not agree among its refusals.</summary>
    public static PackageVerdict Judge(PackageVerdict verdict, ScenarioProfile? scenario, DateTimeOffset now) =>
        verdict with { Refusals = [.. verdict.Refusals, .. Compare(verdict, scenario, RecordTimes.DayOf(now))] };

    /// <summary>What does not agree; empty where all does, or where there is nothing to compare.</summary>
    /// <param name="verdict">A verdict with a statement.</param>
    /// <param name="scenario">The verifier's scenario of that id; null if he has none.</param>
    /// <param name="day">The day of the verification.</param>
    public static IReadOnlyList<Refusal> Compare(PackageVerdict verdict, ScenarioProfile? scenario, DateOnly day)
    {
        if (verdict.Statement is not { } statement)
            return [];
        if (scenario is null)
        {
            var id = statement.Scenario;
            return [PackageRefusals.Scenario($"没有场景 {id}", $"there is no {id}")];
        }

        return [.. Kind(statement, scenario), .. Shown(verdict, scenario), .. Times(verdict, statement, scenario, day)];
    }

    private static IEnumerable<Refusal> Kind(Statement statement, ScenarioProfile scenario)
    {
        if (statement.ScenarioCode != scenario.Code || statement.Direction != scenario.Direction)
            yield return PackageRefusals.Scenario("代码或方向", "code or direction");
        if (DocumentForms.Word(statement.Form) != scenario.Form || !scenario.MediaTypes.Contains(statement.MediaType))
            yield return PackageRefusals.Scenario("文件的形式", "form of the document");
    }

    private static IEnumerable<Refusal> Shown(PackageVerdict verdict, ScenarioProfile scenario)
    {
        if (scenario.IsHolderRequired && !verdict.IsHolderProved)
            yield return PackageRefusals.Scenario("须由持有人证明", "the holder's proof is demanded");
        if (verdict.Statement!.Purposes.Any(p => scenario.Purposes.All(known => known.Id != p)))
            yield return PackageRefusals.Scenario("用途", "purposes");
        if (verdict.Fields.Any(f => scenario.Fields.All(known => known.Id != f.Name)))
            yield return PackageRefusals.Scenario("字段", "fields");
    }

    private static IEnumerable<Refusal> Times(
        PackageVerdict verdict, Statement statement, ScenarioProfile scenario, DateOnly day)
    {
        var days = ScenarioProfile.On(scenario.ValidityDays, day) ?? 0;
        if (statement.ExpiresAt - statement.IssuedAt > TimeSpan.FromDays(days))
            yield return PackageRefusals.Scenario("有效期过长", "it is valid for too long");
        var minutes = ScenarioProfile.On(scenario.PresentationMinutes, day) ?? 0;
        if (verdict.Presentation is { } shown && shown.ExpiresAt - shown.PresentedAt > TimeSpan.FromMinutes(minutes))
            yield return PackageRefusals.Scenario("出示声明的期限过长", "the presentation holds for too long");
    }
}
