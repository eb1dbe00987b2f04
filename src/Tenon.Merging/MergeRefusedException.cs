namespace Tenon.Merging;

/// <summary>Inputs that cannot be merged as asked: their schemas or orders contradict each other, or a setting is out of range.</summary>
/// <remarks>The message names the file, the column and both things that contradict.</remarks>
public sealed class MergeRefusedException : Exception
{
    /// <param name="message">File, place, what was found and what was expected.</param>
    public MergeRefusedException(string message)
        : base(message)
    {
    }
}
