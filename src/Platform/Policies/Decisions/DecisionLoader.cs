using System.Security.Cryptography;
using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Policies.Loading;

namespace Huoshui.Policies.Decisions;

/// <summary>Where the models of packs come from.</summary>
/// <param name="Template">The model of a template by its name; null if there is none.</param>
/// <param name="Compiled">A file compiled.</param>
/// <param name="When">Whether it is compiled now, so that errors in it refuse the pack, or once somebody asks.</param>
internal sealed record ModelSource(
    Func<string, SourceText?> Template, Func<SourceText, DmnModel> Compiled, ModelLoading When);

/// <summary>Loads the decision of a pack: its header, its model or the template's, its tables.</summary>
internal static class DecisionLoader
{
    /// <summary>Name of a model's file.</summary>
    public const string ModelFile = "decision.dmn";

    /// <summary>The template's model, or null.</summary>
    /// <param name="root">The policies folder.</param>
    /// <param name="template">Name of a folder under templates/.</param>
    public static SourceText? Template(string root, string template)
    {
        var path = Path.Combine(root, "templates", template, ModelFile);
        return template.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && File.Exists(path)
            ? new SourceText($"policies/templates/{template}/{ModelFile}", File.ReadAllText(path))
            : null;
    }

    /// <summary>Null when the pack has no decision, or one with errors in its header.</summary>
    public static PackDecision? Load(
        PackFiles files, PackHeader pack, ParameterSet parameters, ModelSource models, List<Diagnostic> sink)
    {
        var yaml = new YamlReader(files.Text("pack.yaml")!, []);
        var own = files.Text(ModelFile);
        var told = new YamlReader(yaml.Source, sink);
        var header = yaml.Root() is { } root ? new DecisionHeaderReader(told).Read(root) : null;
        if (header is null)
        {
            if (own is not null)
            {
                sink.Add(
                    Diagnostic.Error(PackCodes.MissingKey, "有 decision.dmn，pack.yaml 却没有 decision",
                    "there is a decision.dmn, but pack.yaml has no decision", yaml.Source));
            }

            return null;
        }

        if ((header.Template is { } name ? models.Template(name) : own) is not { } source)
        {
            told.Error(null, PackCodes.FileMissing, $"缺少 {header.Template ?? ModelFile}",
                $"{header.Template ?? ModelFile} is missing");
            return null;
        }

        var decision = new PackDecision(
            header, new Lazy<DmnModel>(() => models.Compiled(source)), parameters, Tables(files, sink))
        {
            Model = source,
            Header = told.Source,
            PackId = pack.Id,
            PackHash = header.Template is null ? files.Hash : Joined(files.Hash, source),
            EffectiveFrom = pack.EffectiveFrom,
            EffectiveTo = pack.EffectiveTo,
        };
        if (models.When == ModelLoading.AtOnce)
            sink.AddRange(decision.Check());
        return decision;
    }

    private static DatedTable[] Tables(PackFiles files, List<Diagnostic> sink) =>
        [.. files.Names
            .Where(n => n.StartsWith(DatedTableFile.Folder, StringComparison.Ordinal)
            && n.EndsWith(".csv", StringComparison.Ordinal))
            .Select(n => DatedTableFile.Read(Path.GetFileNameWithoutExtension(n), files.Text(n)!, sink))];

    private static string Joined(string hash, SourceText template) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hash + "\0" + template.Content)));
}
