namespace Huoshui.Operations;

/// <summary>
/// Keeps what follows from changes, such as counters, in the transaction of the changes themselves: all of it is
/// saved, or nothing. Register it with <see cref="OperationsServices.AddChangeFollower{TFollower}"/>. Thread safe.
/// </summary>
public interface IChangeFollower
{
    /// <summary>Looks at the changes before they are written, while their original values are known.</summary>
    /// <param name="context">The unit of work; nothing may be added to it.</param>
    /// <returns>What to do once they are written and before they are committed; null when nothing follows.</returns>
    Func<CancellationToken, Task>? Follow(OperationsContext context);
}
