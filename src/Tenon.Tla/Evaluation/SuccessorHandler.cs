namespace Tenon.Tla.Evaluation;

/// <summary>Takes the states that a search finds, each occurrence.</summary>
internal abstract class SuccessorHandler
{
    /// <summary>A state was found.</summary>
    /// <param name="action">The number of the action that leads to it.</param>
    /// <param name="words">The state; valid during the call.</param>
    /// <returns>Whether to stop.</returns>
    public abstract bool Found(int action, ReadOnlySpan<ulong> words);
}
