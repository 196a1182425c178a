using Huoshui.Diagnostics;
using Huoshui.Policies.Cases;
using Huoshui.Policies.Compilation;
using Huoshui.Policies.Decisions;
using Huoshui.Policies.Loading;
using Huoshui.Vtl.Templates;

namespace Huoshui.Policies;

/// <summary>What <c>huoshui pack check</c> looks at beyond loading: scripts, messages, numbers, and a case each
/// way.</summary>
public static class PackCheck
{
    private static readonly string[] NumbersAllowed = ["0", "1", "100"];

    /// <summary>Checks one pack.</summary>
    /// <param name="library">The library that holds it.</param>
    /// <param name="pack">The pack.</param>
    /// <returns>What is wrong, in the order of files and positions.</returns>
    public static IReadOnlyList<Diagnostic> Run(PolicyLibrary library, PolicyPack pack)
    {
        var found = new List<Diagnostic>();
        foreach (var script in pack.ScriptNames.SelectMany(pack.Scripts))
            found.AddRange(Numbers(script));
        if (library.Current.Returns.Values.FirstOrDefault(r => r.Parts.Definition.Pack.Id == pack.Id) is { } loaded)
            found.AddRange(Return(loaded));
        found.AddRange(DecisionCheck.Run(pack));
        found.AddRange(NotRegistered(library, pack));
        return found;
    }

    // A pack that no system has is in no menu and on no page.
    private static IEnumerable<Diagnostic> NotRegistered(PolicyLibrary library, PolicyPack pack)
    {
        if (library.Systems.SelectMany(s => s.Packs).Any(p => p.EndsWith('*')
            ? pack.Id.StartsWith(p[..^1], StringComparison.Ordinal) : p == pack.Id))
        {
            yield break;
        }

        yield return Diagnostic.Warning(
            PackCodes.NotRegistered,
            $"政策包 {pack.Id} 没有在 policies/systems.yaml 登记：写进所属系统的 packs，否则哪个页面都看不到它",
            $"pack {pack.Id} is not registered in policies/systems.yaml: add it to the packs of its system, or no page "
                + "shows it",
            new SourceText($"policies/{pack.Id}/pack.yaml", string.Empty));
    }

    private static IEnumerable<Diagnostic> Numbers(SourceText script) =>
        NumbersOf(script).Select(span => (Text: script.Content.Substring(span.Start, span.Length), Span: span))
            .Where(n => !NumbersAllowed.Contains(n.Text, StringComparer.Ordinal))
            .Select(n => Diagnostic.Error(
                PackCodes.NumberInScript,
                $"规则里只许出现 0、1、100；{n.Text} 应是 parameters.yaml 里的参数",
                $"a script holds no number but 0, 1 and 100; make {n.Text} a parameter of parameters.yaml",
                script,
                n.Span));

    private static IEnumerable<SourceSpan> NumbersOf(SourceText script) =>
        script.Name.EndsWith(".formulas", StringComparison.Ordinal) ? TemplateFormulas.Read(script).Numbers
            : VtlTokens.Of(script).Where(t => t.Kind == VtlTokenKind.Number).Select(t => t.Span);

    private static IEnumerable<Diagnostic> Return(LoadedReturn loaded)
    {
        var checks = RuleCompilation.Everything(loaded);
        foreach (var diagnostic in checks.Module.Diagnostics)
            yield return diagnostic;
        foreach (var diagnostic in Register(loaded).Concat(Messages(loaded, checks)).Concat(CasesOf(loaded)))
            yield return diagnostic;
    }

    private static IEnumerable<Diagnostic> Register(LoadedReturn loaded)
    {
        var rules = loaded.Rules.Written.Statements.SelectMany(s => s.Rules.Select(r => (s.Source, Rule: r))).ToArray();
        var written = loaded.Parts.Written.Select(w => w.Id).ToHashSet(StringComparer.Ordinal);
        var inScripts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (source, rule) in rules)
        {
            if (!written.Contains(rule.Value))
            {
                yield return Diagnostic.Error(PackCodes.RuleNotRegistered, $"rules.yaml 里没有规则 {rule.Value}",
                    $"rules.yaml does not know rule {rule.Value}", source, rule.Span);
            }

            if (!inScripts.Add(rule.Value))
            {
                yield return Diagnostic.Error(PackCodes.DuplicateId, $"规则 {rule.Value} 出现两次",
                    $"rule {rule.Value} stands twice", source, rule.Span);
            }
        }

        foreach (var rule in loaded.Parts.Written.Where(w => !inScripts.Contains(w.Id)))
        {
            yield return Diagnostic.Error(PackCodes.RuleNotWritten, $"没有脚本写出规则 {rule.Id}",
                $"no script has rule {rule.Id}", rule.File, rule.Span);
        }
    }

    private static IEnumerable<Diagnostic> Messages(LoadedReturn loaded, ReturnChecks checks)
    {
        var messages = checks.Module.Checks.SelectMany(c => c.Rules)
            .GroupBy(r => r.Id, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().Message, StringComparer.Ordinal);
        return loaded.Parts.Written
            .Where(w => messages.TryGetValue(w.Id, out var message)
                && (string.IsNullOrEmpty(message?.Zh) || string.IsNullOrEmpty(message.En)))
            .Select(w =>
                Diagnostic.Error(PackCodes.NoMessage, $"规则 {w.Id} 没有中英文消息",
                $"rule {w.Id} has no message in both languages", w.File, w.Span));
    }

    private static IEnumerable<Diagnostic> CasesOf(LoadedReturn loaded)
    {
        var cases = Cases(loaded);
        foreach (var diagnostic in cases.Diagnostics)
            yield return diagnostic;
        var byRule = cases.Cases.ToLookup(c => c.Rule, StringComparer.Ordinal);
        foreach (var rule in loaded.Parts.Written)
        {
            if (byRule[rule.Id].Any(c => c.Expect == CaseExpectation.Fails)
                && byRule[rule.Id].Any(c => c.Expect == CaseExpectation.Holds))
            {
                continue;
            }

            yield return Diagnostic.Error(
                PackCodes.NoCases,
                $"规则 {rule.Id} 在 cases.yaml 里没有“应报”与“不应报”各一个例子",
                $"rule {rule.Id} has no case that fails and one that holds in cases.yaml",
                rule.File,
                rule.Span);
        }
    }

    internal static RuleCases Cases(LoadedReturn loaded)
    {
        var pack = loaded.Parts.Definition.Pack;
        var path = Path.Combine(pack.Folder, "cases.yaml");
        return File.Exists(path)
            ? RuleCaseFile.Read(new SourceText($"policies/{pack.Id}/cases.yaml", File.ReadAllText(path)),
                loaded.Parts.Definition)
            : new RuleCases([], []);
    }
}
