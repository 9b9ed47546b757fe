namespace Logos.Workers.Tests.Db.Mongo.Server;

/// <summary>Becomes an answer with an error.</summary>
internal sealed class MongoServerFault(int code, string name, string message) : Exception(message)
{
    public int Code => code;

    public string Name => name;
}
