namespace Huoshui.Policies;

/// <summary>When the models of decision packs are compiled.</summary>
public enum ModelLoading
{
    /// <summary>While the packs are loaded: a pack whose model has an error is refused.</summary>
    AtOnce,

    /// <summary>When a decision is first asked for; for a command that decides nothing.</summary>
    WhenAsked,
}
