using System.Runtime.CompilerServices;
using Huoshui.Warehouse.Scripts.Sandbox;

namespace Huoshui.Warehouse.Tests.Scripts;

/// <summary>These tests are a program too: asked to be the process of a run, they are one, as the command is.</summary>
internal static class WorkerStart
{
    /// <summary>The program of the tests.</summary>
    public static ScriptProgram Program { get; } = new(Environment.ProcessPath!);

    [ModuleInitializer]
    internal static void BecomeWorker()
    {
        string[] arguments = [.. Environment.GetCommandLineArgs().Skip(1)];
        if (ScriptWorker.IsAsked(arguments))
            Environment.Exit(ScriptWorker.Serve(arguments));
    }
}
