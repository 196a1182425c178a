using System.Text.Json;
using Huoshui.Policies.Figures;

namespace Huoshui.Warehouse.Partials;

/// <summary>Keeps each pack's values under the address of what they were merged from: partial results, indicators.vtl,
/// registers, values of other figures. What is kept needs neither partial results nor the engine. Thread
/// safe.</summary>
/// <param name="folder">The folder of partial results.</param>
public sealed class FigureResults(string folder)
{
    /// <summary>The address of a pack's values.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="partials">Addresses of partial results of the pack and those that it uses.</param>
    /// <param name="registers">Rows of registers, by name.</param>
    public static string AddressOf(
        CompiledFigurePack pack,
        IEnumerable<string> partials,
        IReadOnlyDictionary<string, RegisterDataset> registers)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return PartialAddress.OfValues(pack, partials, pack.Pack.Registers.Select(r => registers[r].Hash));
    }

    /// <summary>The values at an address; null if they were not merged yet.</summary>
    public PackValues? Find(string address) => Read<PackValues>(PathOf(address));

    /// <summary>Merges and keeps a pack's values.</summary>
    /// <param name="address">As <see cref="AddressOf"/> gives it.</param>
    /// <param name="merge">The session of the computation.</param>
    /// <param name="partials">Up to date.</param>
    /// <param name="pack">The pack.</param>
    /// <param name="registers">Rows of registers, by name.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public PackValues Merge(
        string address,
        FigureMerge merge,
        PartialSet partials,
        CompiledFigurePack pack,
        IReadOnlyDictionary<string, RegisterDataset> registers,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(merge);
        // What was merged last under the same scripts and registers, whatever the filings were.
        var same = PartialAddress.OfValues(pack, [], pack.Pack.Registers.Select(r => registers[r].Hash));
        var last = Path.Combine(folder, "values", "last", same + ".json");
        var before = Read<MergedBefore>(last);
        var values = merge.Values(partials, pack, registers, before, cancellationToken);
        Write(PathOf(address), values);
        if (MergedBefore.Of(pack, partials, values) is { } merged)
            TryWrite(last, merged);
        return values;
    }

    /// <summary>Values of a pack's figures that read values of others, in base units.</summary>
    /// <param name="merge">The session of the computation.</param>
    /// <param name="pack">The pack.</param>
    /// <param name="operands">Values of other figures by dataset (<c>I04_values</c>) and column.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public IReadOnlyDictionary<string, decimal?> Of(
        FigureMerge merge,
        CompiledFigurePack pack,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal?>> operands,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(merge);
        ArgumentNullException.ThrowIfNull(operands);
        var address = PartialAddress.OfValues(pack, [], operands.OrderBy(o => o.Key, StringComparer.Ordinal)
            .Select(o => o.Key
                + JsonSerializer.Serialize(new SortedDictionary<string, decimal?>(o.Value.ToDictionary()))));
        if (Find(address) is { } known)
            return known.Figures;
        var values = merge.Values(pack, operands, cancellationToken);
        Write(PathOf(address), new PackValues(values, []));
        return values;
    }

    private string PathOf(string address) => Path.Combine(folder, "values", address[..2], address + ".json");

    // What a power cut left unreadable counts as not kept: it is computed again.
    private static T? Read<T>(string path)
        where T : class
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // It only saves time: values that are merged are not lost for want of room.
    private static void TryWrite<T>(string path, T values)
    {
        try
        {
            Write(path, values);
        }
        catch (IOException)
        {
            File.Delete(path);
        }
    }

    private static void Write<T>(string path, T values)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + "." + Path.GetRandomFileName() + DurableFile.TemporaryExtension;
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(values));
        File.Move(temporary, path, overwrite: true);
    }
}
