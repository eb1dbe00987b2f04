namespace Tenon.Checking.Exploration;

/// <summary>A path names a choice that the model does not have there, or a loop that is none.</summary>
/// <param name="message">What was found and what was expected.</param>
/// <param name="validPath">The longest part of the path from its beginning that leads to a state; empty if none does.</param>
public sealed class PathException(string message, string validPath) : Exception(message)
{
    /// <summary>The longest part of the path from its beginning that leads to a state; empty if none does.</summary>
    public string ValidPath => validPath;
}
