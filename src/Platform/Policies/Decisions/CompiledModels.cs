using Huoshui.Diagnostics;
using Huoshui.Dmn;

namespace Huoshui.Policies.Decisions;

/// <summary>
/// The models of one load, each compiled once, also a template that many packs use. Compiling begins at once and beside
/// the reading of the other files, because it takes longer than all of them. Thread safe.
/// </summary>
internal sealed class CompiledModels
{
    private readonly Dictionary<string, (SourceText Source, Task<DmnModel> Model)> _models =
        new(StringComparer.Ordinal);

    private CompiledModels()
    {
    }

    /// <summary>Begins with every decision.dmn below a folder; a file that cannot be read is left to its
    /// pack.</summary>
    public static CompiledModels Begin(string root)
    {
        var models = new CompiledModels();
        foreach (var path in Directory.EnumerateFiles(root, DecisionLoader.ModelFile, SearchOption.AllDirectories))
        {
            if (Read(root, path) is { } source)
                models._models[source.Name] = (source, Task.Run(() => DmnModel.Load(source)));
        }

        return models;
    }

    /// <summary>A model by its file; compiled now if the file has changed since, or is not below the folder.</summary>
    public DmnModel Of(SourceText source) =>
        _models.TryGetValue(source.Name, out var known) && known.Source.Content == source.Content
            ? known.Model.GetAwaiter().GetResult() : DmnModel.Load(source);

    private static SourceText? Read(string root, string path)
    {
        try
        {
            return new FileInfo(path).Length > Loading.PackFiles.MaxFileBytes ? null
                : new SourceText(
                    "policies/" + Path.GetRelativePath(root, path).Replace('\\', '/'), File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
