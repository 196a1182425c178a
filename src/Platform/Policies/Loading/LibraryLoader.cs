using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Policies.Compilation;
using Huoshui.Policies.Decisions;
using Huoshui.Policies.Lists;
using Huoshui.Policies.Notices;
using Huoshui.Policies.Processes;
using Huoshui.Policies.Scenarios;

namespace Huoshui.Policies.Loading;

/// <summary>A return in force with its rules.</summary>
internal sealed record LoadedReturn(ReturnParts Parts, ReturnRules Rules);

/// <summary>One consistent state of the library. Immutable but for the caches of its rules.</summary>
internal sealed record LibrarySnapshot(
    IReadOnlyList<PolicyPack> Packs,
    IReadOnlyDictionary<string, LoadedReturn> Returns,
    Vocabulary Vocabulary,
    IReadOnlyList<SystemEntry> Systems,
    IReadOnlyList<Diagnostic> Diagnostics)
{
    public static LibrarySnapshot Empty { get; } = new(
        [], new Dictionary<string, LoadedReturn>(StringComparer.Ordinal), Vocabulary.Empty, [], []);
}

/// <summary>Loads a policies folder. A pack with an error is refused; its last good version, if any, stays.</summary>
internal sealed class LibraryLoader(string root, LibrarySnapshot previous)
{
    private const string ReturnsPrefix = "returns/";

    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<PolicyPack> _packs = [];
    private ModelSource? _models;
    private readonly Dictionary<string, LoadedReturn> _returns = new(StringComparer.Ordinal);

    /// <summary>Loads everything.</summary>
    /// <param name="acceptReturn">A last test of a return before it comes into force: errors refuse it. Null for
    /// none.</param>
    /// <param name="models">When models are compiled.</param>
    public LibrarySnapshot Load(
        Func<LoadedReturn, IEnumerable<Diagnostic>>? acceptReturn, ModelLoading models = ModelLoading.AtOnce)
    {
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"there is no policies folder {root}");
        _models = new ModelSource(
            t => DecisionLoader.Template(root, t),
            models == ModelLoading.AtOnce ? CompiledModels.Begin(root).Of : source => DmnModel.Load(source),
            models)
        {
            Templates = () => DecisionLoader.Templates(root),
        };
        var vocabularyErrors = new List<Diagnostic>();
        var vocabulary = VocabularyLoader.Load(root, vocabularyErrors);
        if (HasError(vocabularyErrors) && previous.Vocabulary.Lists.Count > 0)
        {
            vocabulary = previous.Vocabulary;
            vocabularyErrors.Add(Refused("vocabulary", vocabularyErrors, isKept: true));
        }

        _diagnostics.AddRange(vocabularyErrors);
        var vocabularyHash = PackFiles.Read(root, Path.Combine(root, "vocabulary"), []).Hash;
        string[] folders = [.. PackFolders(root)];
        foreach (var folder in folders)
            LoadPack(folder, vocabulary, vocabularyHash, acceptReturn);
        // A pack that was refused is there all the same: what is wrong with it was told.
        var systems = SystemsLoader.Load(root, [.. folders.Select(IdOf)], _diagnostics);
        return new LibrarySnapshot([.. _packs.OrderBy(p => p.Id, StringComparer.Ordinal)], _returns, vocabulary, systems, _diagnostics);
    }

    /// <summary>Loads one pack from its files; null when there is no pack.yaml or it cannot be read at all.</summary>
    internal static (PolicyPack Pack, ReturnParts? Return)? Read(
        string root, string folder, Vocabulary vocabulary, ModelSource models, List<Diagnostic> sink)
    {
        var id = Path.GetRelativePath(root, folder).Replace('\\', '/');
        var files = PackFiles.Read(root, folder, sink);
        if (files.Text("pack.yaml") is not { } headerFile || HeaderLoader.Load(headerFile, id, sink) is not { } header)
            return null;
        var parameters = files.Text("parameters.yaml") is { } p ? ParameterLoader.Load(p, sink) : ParameterSet.Empty;
        if (files.Text("README.md") is null)
            sink.Add(Diagnostic.Warning(PackCodes.FileMissing, "缺少 README.md", "README.md is missing", headerFile));
        var decision = DecisionLoader.Load(files, header, parameters, models, sink);
        var pack = new PolicyPack(
            header, folder, parameters, new PackContents(files.Hash, files.Text("README.md")?.Content ?? string.Empty, [.. files.Scripts]))
        {
            Codes = files.Codes,
            Decision = decision,
            Process = files.Text("process.yaml") is { } process ? ProcessLoader.Load(process, sink) : null,
            Product = ProductLoader.Load(headerFile, decision, sink),
            List = files.Text(ListLoader.FileName) is { } list
                ? ListLoader.Load(list, decision, parameters, sink) : null,
            Notices = NoticeLoader.Load(files.Text(NoticeLoader.FileName), sink),
            Scenario = files.Text(ScenarioLoader.FileName) is { } scenario
                ? ScenarioLoader.Load(scenario, parameters, sink) : null,
        };
        var parts = id.StartsWith(ReturnsPrefix, StringComparison.Ordinal) ? new ReturnLoader(files, vocabulary, sink).Load(pack) : null;
        return (pack, parts);
    }

    internal static IEnumerable<string> PackFolders(string root) =>
        Directory.EnumerateFiles(root, "pack.yaml", SearchOption.AllDirectories)
            .Select(f => Path.GetDirectoryName(f)!)
            .Order(StringComparer.Ordinal);

    private void LoadPack(
        string folder, Vocabulary vocabulary, string vocabularyHash, Func<LoadedReturn, IEnumerable<Diagnostic>>? acceptReturn)
    {
        var sink = new List<Diagnostic>();
        var read = Read(root, folder, vocabulary, _models!, sink);
        var loaded = read?.Return is { } parts
            ? new LoadedReturn(parts, new ReturnRules(parts, ListsOf(parts.Definition.Pack, vocabulary), parts.Definition.Pack.Hash + vocabularyHash))
            : null;
        if (loaded is not null && acceptReturn is not null && !HasError(sink))
            sink.AddRange(acceptReturn(loaded));
        if (read is not null)
        {
            sink.AddRange(ProductLoader.Clashes(read.Value.Pack, _packs));
            sink.AddRange(ListLoader.Clashes(read.Value.Pack, _packs));
            sink.AddRange(NoticeLoader.Clashes(read.Value.Pack, _packs));
            sink.AddRange(ScenarioLoader.Clashes(read.Value.Pack, _packs));
        }

        var id = IdOf(folder);
        if (read is null || HasError(sink))
            Refuse(id, sink);
        else
            Accept(read.Value.Pack, loaded);
        _diagnostics.AddRange(sink);
    }

    private void Accept(PolicyPack pack, LoadedReturn? loaded)
    {
        _packs.Add(pack);
        if (loaded is not null)
            _returns[loaded.Parts.Definition.Id] = loaded;
    }

    private void Refuse(string id, List<Diagnostic> sink)
    {
        var kept = previous.Packs.FirstOrDefault(p => p.Id == id);
        sink.Add(Refused(id, sink, isKept: kept is not null));
        if (kept is not { } old)
            return;
        Accept(old, previous.Returns.Values.FirstOrDefault(r => r.Parts.Definition.Pack.Id == id));
    }

    private static Func<string, CodeList?> ListsOf(PolicyPack pack, Vocabulary vocabulary) =>
        id => pack.Codes.FirstOrDefault(l => l.Id == id) ?? vocabulary.List(id);

    private static bool HasError(IEnumerable<Diagnostic> diagnostics) => diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);

    private string IdOf(string folder) => Path.GetRelativePath(root, folder).Replace('\\', '/');

    private static Diagnostic Refused(string id, List<Diagnostic> told, bool isKept)
    {
        var errors = told.Count(d => d.Severity == DiagnosticSeverity.Error);
        var (zh, en) = isKept ? ("先前的有效版本继续使用", "its last good version stays in force")
            : ("这次没有装载", "it is not loaded");
        return Diagnostic.Warning(
            PackCodes.Refused, $"政策包 {id} 有 {errors} 个错误（见上），{zh}；改好以后再检查：huoshui pack check {id}",
            $"pack {id} has errors ({errors}, see above): {en}; mend them and check again: huoshui pack check {id}",
            new SourceText("policies/" + id, string.Empty));
    }
}
