namespace Huoshui.Portal;

/// <summary>A setting of the operator cannot be used: its message says which, why and what to do, in both
/// languages.</summary>
public sealed class SettingException(string message, Exception? cause = null) : Exception(message, cause);
