using System.Text.Json;
using Huoshui.Policies.Figures;

namespace Huoshui.Warehouse.Partials;

/// <summary>Keeps each pack's values under the address of what they were merged from: partial results, indicators.vtl,
/// registers, values of other figures. What is kept needs neither partial results nor the engine. Thread
/// safe.</summary>
/// <param name="folder">The folder of partial results.</param>
public sealed class FigureResults(string folder)
{
    private int _dropped;

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
        var last = LastOf(pack, registers);
        var before = Read<MergedBefore>(last);
        var values = merge.Values(partials, pack, registers, before, cancellationToken);
        Write(PathOf(address), values);
        KeepLast(last, values, pack, partials);
        return values;
    }

    /// <summary>Merges a pack's values whole from the partial results: nothing kept is believed. What was kept under
    /// the address and says otherwise is dropped, with what it was made of; the whole sums take its place.</summary>
    /// <param name="address">As <see cref="AddressOf"/> gives it.</param>
    /// <param name="merge">The session of the computation.</param>
    /// <param name="partials">Up to date.</param>
    /// <param name="pack">The pack.</param>
    /// <param name="registers">Rows of registers, by name.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    public PackValues MergeWhole(
        string address,
        FigureMerge merge,
        PartialSet partials,
        CompiledFigurePack pack,
        IReadOnlyDictionary<string, RegisterDataset> registers,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(merge);
        ArgumentNullException.ThrowIfNull(pack);
        var whole = merge.Values(partials, pack, registers, before: null, cancellationToken);
        if (IsKept(Find(address), pack, whole.Figures))
            return whole;
        Replace(address, whole);
        KeepLast(LastOf(pack, registers), whole, pack, partials);
        return whole;
    }

    /// <summary>How many kept values this process has found wrong and dropped.</summary>
    public int Dropped => Volatile.Read(ref _dropped);

    // What was merged last under the same scripts and registers, whatever the filings were.
    private string LastOf(CompiledFigurePack pack, IReadOnlyDictionary<string, RegisterDataset> registers)
    {
        var same = PartialAddress.OfValues(pack, [], pack.Pack.Registers.Select(r => registers[r].Hash));
        return Path.Combine(folder, "values", "last", same + ".json");
    }

    private static void KeepLast(string last, PackValues values, CompiledFigurePack pack, PartialSet partials)
    {
        if (MergedBefore.Of(pack, partials, values) is { } merged)
            TryWrite(last, merged);
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
        var address = AddressOfFormula(pack, operands);
        if (Find(address) is { } known)
            return known.Figures;
        var values = merge.Values(pack, operands, cancellationToken);
        Write(PathOf(address), new PackValues(values, []));
        return values;
    }

    /// <summary>The same, computed whatever is kept; what was kept and says otherwise is dropped.</summary>
    public IReadOnlyDictionary<string, decimal?> OfWhole(
        FigureMerge merge,
        CompiledFigurePack pack,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal?>> operands,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(merge);
        ArgumentNullException.ThrowIfNull(pack);
        var address = AddressOfFormula(pack, operands);
        var values = merge.Values(pack, operands, cancellationToken);
        if (!IsKept(Find(address), pack, values))
            Replace(address, new PackValues(values, []));
        return values;
    }

    private static string AddressOfFormula(
        CompiledFigurePack pack, IReadOnlyDictionary<string, IReadOnlyDictionary<string, decimal?>> operands)
    {
        ArgumentNullException.ThrowIfNull(operands);
        return PartialAddress.OfValues(pack, [], operands.OrderBy(o => o.Key, StringComparer.Ordinal)
            .Select(o => o.Key
                + JsonSerializer.Serialize(new SortedDictionary<string, decimal?>(o.Value.ToDictionary()))));
    }

    private static bool IsKept(
        PackValues? kept, CompiledFigurePack pack, IReadOnlyDictionary<string, decimal?> whole) =>
        kept is not null && whole.All(f => kept.Figures.TryGetValue(f.Key, out var value)
            && FigureResult.IsSame(pack, f.Key, f.Value, value));

    private void Replace(string address, PackValues whole)
    {
        var path = PathOf(address);
        if (File.Exists(path))
            Interlocked.Increment(ref _dropped);
        Write(path, whole);
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
