using Huoshui.Cli.VtlRuns;
using Huoshui.ClickHouseNode;

// A node of ClickHouse for tests and benchmarks, never shipped: libchdb behind ClickHouse's HTTP interface, on this
// machine alone. `Huoshui.ClickHouseNode PORT` (0: any free one) prints the address and serves until its input ends.
var chdb = Chdb.Open();
if (chdb is null)
{
    Console.Error.WriteLine($"没有 libchdb.so：export {Chdb.Variable}=$(eng/chdb) / no libchdb.so");
    return 1;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
await using var app = builder.Build();
app.Urls.Add($"http://127.0.0.1:{(args.Length > 0 ? args[0] : "0")}");
app.MapGet("/ping", () => "Ok.\n");
using var queries = new QueryEndpoint(chdb);
app.MapMethods("/", ["GET", "POST"], queries.AnswerAsync);
await app.StartAsync();
Console.Out.WriteLine(app.Urls.First());
await Console.In.ReadToEndAsync();
await app.StopAsync();
return 0;
