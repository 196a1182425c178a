using System.CommandLine;
using System.Globalization;
using Huoshui.Registry;

namespace Huoshui.Cli;

/// <summary><c>huoshui institution</c>: who may file, read from and written to institutions.csv.</summary>
internal static class InstitutionCommand
{
    private static readonly Argument<string> Source = new("FILE")
    {
        Description = "institutions.csv，列名即机构属性 / its columns are the properties of an institution",
    };

    public static Command Create()
    {
        var import = new Command(
            "import",
            "导入机构名录；已有的更新，数据文件夹不存在则新建 / import; known ones are updated, a missing data folder is made\n"
            + "例 example: huoshui institution import samples/real/sba_lenders.csv --data ./data")
        {
            Source, CommonOptions.Data, CommonOptions.As,
        };
        import.SetAction(ImportAsync);
        var list = new Command(
            "list", "列出机构 / list the institutions\n例 example: huoshui institution list --data ./data")
        {
            CommonOptions.Data,
        };
        list.SetAction(ListAsync);
        return new Command(
            "institution",
            "机构名录：导入、列出 / the register of institutions\n例 example: huoshui institution list --data ./data")
        {
            import, list,
        };
    }

    private static async Task<int> ImportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(Source);
        if (!File.Exists(file))
            return Say.Wrong($"找不到文件 {file} / no such file: {file}");
        await using var store = await DataStore.CreateAsync(parsed.GetRequiredValue(CommonOptions.Data), cancellationToken);
        var actor = await store.ViewerAsync(parsed.GetValue(CommonOptions.As), cancellationToken);
        var report = await store.Get<InstitutionRegistry>().ImportAsync(file, actor.AccountName, cancellationToken);
        foreach (var diagnostic in report.Diagnostics)
            Say.Wrong($"{diagnostic.Code} {diagnostic.Message}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"新增 {report.Added}，更新 {report.Changed}，不变 {report.Unchanged} / added, changed, unchanged"));
        return report.Diagnostics.Count == 0 ? ExitCodes.Good : ExitCodes.InputFailed;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = await DataStore.OpenAsync(parsed.GetRequiredValue(CommonOptions.Data), cancellationToken);
        if (store is null)
            return ExitCodes.CouldNotRun;
        foreach (var institution in await store.Get<InstitutionRegistry>().ListAsync(cancellationToken))
            Console.WriteLine($"{institution.Id}\t{institution.NameZh}\t{institution.Kind}");
        return ExitCodes.Good;
    }
}
