using System.Text.Json;
using Huoshui.Policies;
using Huoshui.Systems.Products;
using Huoshui.Systems.Tests.Indicators;

namespace Huoshui.Systems.Tests.Products;

/// <summary>A policies folder of its own: the loan template, 深质贷, the market's rules, and what a test plants.</summary>
internal sealed class TinyMarket : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-market-");

    public TinyMarket()
    {
        Write("systems.yaml", "");
        Write("vocabulary/lists.csv", "id,name_zh,name_en,source\n");
        Write("vocabulary/codes.csv", "list,code,name_zh,name_en\n");
        Take("templates/loan", "templates/loan");
        Take("inclusive/qualityloan", "inclusive/qualityloan");
        Take("inclusive/products", "inclusive/products");
    }

    /// <summary>A market on the packs as they stand.</summary>
    public ProductCatalog Open() => new(PolicyLibrary.Load(_root.FullName, ModelLoading.WhenAsked), TimeProvider.System);

    public PolicyLibrary Load() => PolicyLibrary.Load(_root.FullName, ModelLoading.WhenAsked);

    /// <summary>Copies a pack of the repository under another id, its text changed.</summary>
    public void Take(string id, string asId, Func<string, string>? change = null)
    {
        var source = Path.Combine(RepositoryPolicies.Library.Folder, id);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file).Replace($"id: {id}\n", $"id: {asId}\n", StringComparison.Ordinal);
            Write(Path.Combine(asId, Path.GetRelativePath(source, file)), change is null ? text : change(text));
        }
    }

    public void Write(string path, string text)
    {
        var full = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Dispose() => _root.Delete(recursive: true);

    public static FactSheet Sheet(ProductCatalog market, string json)
    {
        using var facts = JsonDocument.Parse(json);
        return FactSheet.From(facts.RootElement, market.Facts);
    }
}
