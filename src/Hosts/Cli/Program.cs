using System.CommandLine;
using Huoshui.Cli;
using Huoshui.Warehouse.Scripts.Sandbox;

if (ScriptWorker.IsAsked(args)) // by a portal, for a script that somebody runs
    return ScriptWorker.Serve(args);
var root = new RootCommand("活水 Huoshui：金融城市的开放监管与服务平台 / the open supervision-and-service platform of a financial city");
foreach (var command in Commands.All())
    root.Subcommands.Add(command);
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    return Say.Wrong("已中断 / interrupted");
}
catch (Exception error) when (Environment.GetEnvironmentVariable("HUOSHUI_STACK_TRACE") is null)
{
    return Say.Wrong(Failure.Line(error));
}
