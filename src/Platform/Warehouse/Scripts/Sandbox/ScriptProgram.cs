namespace Huoshui.Warehouse.Scripts.Sandbox;

/// <summary>The program that becomes the process of a run when it is asked to (<see cref="ScriptWorker.Verb"/>): this
/// one's own.</summary>
/// <param name="Path">Its file.</param>
public sealed record ScriptProgram(string Path);

/// <summary>The process of a run could not be started.</summary>
internal sealed class NoScriptProcessException(Exception cause) : Exception(cause.Message, cause);
