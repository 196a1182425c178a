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
    Func<string, SourceText?> Template, Func<SourceText, DmnModel> Compiled, ModelLoading When)
{
    /// <summary>Names of the templates that there are, for messages.</summary>
    public Func<IReadOnlyList<string>> Templates { get; init; } = () => [];
}

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

    /// <summary>Names of the folders under templates/ that hold a model, sorted.</summary>
    public static IReadOnlyList<string> Templates(string root)
    {
        var folder = Path.Combine(root, "templates");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Where(f => File.Exists(Path.Combine(f, ModelFile)))
                .Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];
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
            told.Error(header.Places.GetValueOrDefault(DecisionHeader.TemplatePlace), PackCodes.FileMissing,
                Missing(header.Template, models).Zh, Missing(header.Template, models).En);
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
        {
            // Of a file that cannot be read names are missing, and every use of them would be an error more.
            sink.AddRange(sink.Exists(d => d.Severity == DiagnosticSeverity.Error)
                ? decision.Compiled.Diagnostics : decision.Check());
        }

        return decision;
    }

    private static LocalizedText Missing(string? template, ModelSource models)
    {
        if (template is null)
        {
            return new LocalizedText($"缺少 {ModelFile}：放进包的文件夹，或写 template: 模板名",
                $"{ModelFile} is missing: put it into the pack's folder, or write template: NAME");
        }

        var among = NearName.Among(template, models.Templates());
        return new LocalizedText($"templates/ 下没有模板“{template}”{among.Zh}",
            $"there is no template \"{template}\" under templates/{among.En}");
    }

    private static DatedTable[] Tables(PackFiles files, List<Diagnostic> sink) =>
        [.. files.Names
            .Where(n => n.StartsWith(DatedTableFile.Folder, StringComparison.Ordinal)
            && n.EndsWith(".csv", StringComparison.Ordinal))
            .Select(n => DatedTableFile.Read(Path.GetFileNameWithoutExtension(n), files.Text(n)!, sink))];

    private static string Joined(string hash, SourceText template) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hash + "\0" + template.Content)));
}
