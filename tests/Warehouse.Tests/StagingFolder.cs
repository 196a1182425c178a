using System.Globalization;
using System.Text;
using Huoshui.Warehouse.Checking;
using Xunit;

namespace Huoshui.Warehouse.Tests;

/// <summary>A temporary data folder with a stager, and short ways to file and to read back.</summary>
internal sealed class StagingFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("huoshui-warehouse-");
    private int _files;

    public WarehouseOptions Options { get; init; } = new();

    public string Root => _root.FullName;

    public StagingOptions Folders => new(Path.Combine(Root, "facts"), Path.Combine(Root, "work"));

    public IncomingFile File(string name, string text, int filing = 0, int fileNo = 1) =>
        File(name, new UTF8Encoding(false).GetBytes(text), filing, fileNo);

    public IncomingFile File(string name, byte[] content, int filing = 0, int fileNo = 1)
    {
        var path = Path.Combine(Root, "in-" + (_files++).ToString(CultureInfo.InvariantCulture));
        System.IO.File.WriteAllBytes(path, content);
        return new IncomingFile(path, name, filing, fileNo);
    }

    public Task<StagingResult> StageAsync(params IncomingFile[] files) =>
        new Stager(Options, TimeProvider.System).StageAsync(
            LoanReturn.Definition, files, Folders, TestContext.Current.CancellationToken);

    /// <summary>Rows of a staged table as text, cells joined by '|', null as ∅, in the order of lines.</summary>
    public List<string> Rows(StagedTable table, string columns = "* EXCLUDE (_unreadable)") =>
        Read(table.ParquetPath, columns, "file_no, line_no");

    public List<string> Aggregate(StagedTable table, string expression) => Read(table.ParquetPath, expression, "1");

    public List<string> Cells(StagedTable table) => Read(table.CellsPath!, "*", "file_no, line_no, field");

    /// <summary>Checks what was staged with <see cref="LoanRules"/>.</summary>
    public CheckReport Check(StagingResult staged, RuleSet? rules = null) => Check(
        [.. staged.Tables.GroupBy(t => t.Filing).Select(g => new CheckInput(
            g.Key, g.ToDictionary(t => t.Table, t => t.ParquetPath), new Dictionary<string, string>()))],
        staged.Tables, rules);

    public CheckReport Check(IReadOnlyList<CheckInput> inputs, IReadOnlyList<StagedTable> cells, RuleSet? rules = null) =>
        new CheckRun(Options, rules ?? LoanRules.Set, inputs, cells).Run(
            Path.Combine(Root, "findings", "run.parquet"), TestContext.Current.CancellationToken);

    public void Dispose() => _root.Delete(recursive: true);

    private List<string> Read(string path, string columns, string order)
    {
        using var session = DuckSession.Open(Options.Interactive, [path]);
        return session.Query(
            $"SELECT {columns} FROM read_parquet({Sql.Text(path)}) ORDER BY {order}",
            r => string.Join('|', Enumerable.Range(0, r.FieldCount).Select(i =>
                r.IsDBNull(i) ? "∅" : Convert.ToString(r.GetValue(i) is DateTime d ? DateOnly.FromDateTime(d) : r.GetValue(i), CultureInfo.InvariantCulture))));
    }
}
