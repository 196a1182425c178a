using Huoshui.Policies;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Systems.CrossBorderData;

/// <summary>Compares a verdict with the scenario as the verifier's own packs have it.</summary>
public static class ScenarioCheck
{
    /// <summary>What does not agree; empty where all does, or where there is nothing to compare.</summary>
    /// <param name="verdict">A verdict with a statement.</param>
    /// <param name="pack">The verifier's pack of that id; null if he has none.</param>
    /// <param name="now">The day of the verification.</param>
    public static IReadOnlyList<Refusal> Compare(PackageVerdict verdict, PolicyPack? pack, DateOnly now)
    {
        if (verdict.Statement is not { } statement)
            return [];
        if (pack?.Scenario is not { } scenario)
            return [BorderRefusals.Scenario($"没有场景 {statement.Scenario}", $"there is no {statement.Scenario}")];
        var wrong = new List<Refusal>();
        if (statement.ScenarioCode != scenario.Code || statement.Direction != scenario.Direction)
            wrong.Add(BorderRefusals.Scenario("代码或方向", "code or direction"));
        if (DocumentForms.Word(statement.Form) != scenario.Form || !scenario.MediaTypes.Contains(statement.MediaType))
            wrong.Add(BorderRefusals.Scenario("文件的形式", "form of the document"));
        if (scenario.IsHolderRequired && !verdict.IsHolderProved)
            wrong.Add(BorderRefusals.Scenario("须由持有人证明", "the holder's proof is demanded"));
        if (statement.Purposes.Any(p => scenario.Purposes.All(known => known.Id != p)))
            wrong.Add(BorderRefusals.Scenario("用途", "purposes"));
        if (verdict.Fields.Any(f => scenario.Fields.All(known => known.Id != f.Name)))
            wrong.Add(BorderRefusals.Scenario("字段", "fields"));
        var validity = TimeSpan.FromDays(pack.Parameters.Integer(scenario.Terms.Validity, now));
        if (statement.ExpiresAt - statement.IssuedAt > validity)
            wrong.Add(BorderRefusals.Scenario("有效期过长", "it is valid for too long"));
        var minutes = TimeSpan.FromMinutes(pack.Parameters.Integer(scenario.Terms.Presentation, now));
        if (verdict.Presentation is { } shown && shown.ExpiresAt - shown.PresentedAt > minutes)
            wrong.Add(BorderRefusals.Scenario("出示声明的期限过长", "the presentation holds for too long"));
        return wrong;
    }
}
