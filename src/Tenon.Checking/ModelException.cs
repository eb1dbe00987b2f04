namespace Tenon.Checking;

/// <summary>A model threw while a state was expanded or a property evaluated.</summary>
/// <param name="message">What was being done, and the run that leads to the state.</param>
/// <param name="trace">That run.</param>
/// <param name="inner">What the model threw.</param>
public sealed class ModelException(string message, Trace trace, Exception inner) : Exception(message, inner)
{
    /// <summary>The run that leads to the state.</summary>
    public Trace Trace => trace;
}
