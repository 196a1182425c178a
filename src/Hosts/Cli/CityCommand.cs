using System.CommandLine;
using Huoshui.Policies;
using Huoshui.Systems.City;

namespace Huoshui.Cli;

/// <summary><c>huoshui city generate</c>: a seeded city to try everything on.</summary>
internal static class CityCommand
{
    public static Command Create()
    {
        var city = new Command("city", "生成一座城市的报送 / a generated city") { Generate() };
        return city;
    }

    private static Command Generate()
    {
        var scale = new Option<decimal>("--scale")
        {
            Description = "规模，1 = 131.05 万户 / size of the city",
            DefaultValueFactory = _ => 0.001m
        };
        var seed = new Option<int>("--seed") { Description = "随机种子 / seed", DefaultValueFactory = _ => 7 };
        var output = new Option<DirectoryInfo>("--out") { Description = "输出文件夹 / folder to fill", Required = true };
        var format = new Option<string>("--format") { Description = "csv | parquet", DefaultValueFactory = _ => "csv" };
        format.AcceptOnlyFromAmong("csv", "parquet");
        var command = new Command(
            "generate",
            "生成各机构的报送、真值与植入的错误 / filings, truth and planted errors\n"
            + "例 example: huoshui city generate --scale 0.001 --seed 7 --out city")
        {
            scale, seed, output, format,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            new CityOptions(
                parsed.GetValue(scale),
                parsed.GetValue(seed),
                parsed.GetValue(output)!.FullName,
                parsed.GetValue(format) == "parquet" ? CityFormat.Parquet : CityFormat.Csv),
            cancellation)));
        return command;
    }

    private static int Run(CityOptions options, CancellationToken cancellation)
    {
        if (CommonOptions.ScaleProblem(options.Scale) is { } problem)
            return Say.Wrong(problem);
        CityGenerator.Generate(options, PolicyLibrary.FindFolder(), new Steps(), cancellation);
        Console.WriteLine(options.OutputFolder);
        return 0;
    }

    private sealed class Steps : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine($"  {value}");
    }
}
