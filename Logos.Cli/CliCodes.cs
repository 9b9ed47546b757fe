using Logos.Rules.Faults;

namespace Logos.Cli;

/// <summary>What the command line itself can find fault with: how it was called, and the files it was given.</summary>
public static class CliCodes
{
    public static readonly ErrorCode WrongUsage = new("LGS9001", "The command was called wrongly",
        "See `logos --help`, or `--help` after the command, for what it takes.");

    public static readonly ErrorCode FileNotFound = new("LGS9010", "There is no such file",
        "Check the name and the folder that the command runs in.");

    public static readonly ErrorCode NotAFile = new("LGS9011", "A folder stands where a file was expected",
        "Name the file inside the folder.");

    public static readonly ErrorCode Unreadable = new("LGS9012", "The file cannot be read",
        "Check who may read the file, and that nothing else holds it.");

    public static readonly ErrorCode TooLarge = new("LGS9013", "The file is too large",
        "A file may have 16 MiB, and facts a million values. Move data out of the definition, or split the facts.");

    public static readonly ErrorCode Binary = new("LGS9014", "The file is not text",
        "Only text is read: YAML, JSON or GRL in UTF-8.");

    public static readonly ErrorCode NotUtf8 = new("LGS9015", "The file is not valid UTF-8",
        "Save the file as UTF-8; `iconv -f latin1 -t utf-8` converts older files.");

    public static readonly ErrorCode BadFacts = new("LGS9016", "The facts are not one JSON object",
        "Facts are a JSON object whose members are the facts' names: {\"stock\": 5}.");

    public static readonly ErrorCode InexactNumber = new("LGS9018", "A number has more digits than are kept",
        "Numbers are exact up to 28 digits; one with more is rounded, and one of 2^96 or above keeps 15 to 17. What only looks like a number, such as an account, belongs in quotes.");

    public static readonly ErrorCode UnknownKind = new("LGS9017", "The file is of a kind that the command does not take",
        "Graphs end in .yaml, .yml or .json, rules in .grl.");

    public static readonly ErrorCode NotAJournal = new("LGS9019", "The folder holds no journal",
        "`logos data` takes the folder of an engine: `logos-data` if nothing else was set, or what `logos run --keep` was given.");

    public static readonly ErrorCode GraphNotFound = new("LGS9040", "A graph that a node starts was not found",
        "`logos run` looks for it beside the graph that names it, as NAME.yaml, NAME.yml or NAME.json; its `name` is NAME.");

    public static readonly ErrorCode GraphCircle = new("LGS9041", "Graphs start each other in a circle",
        "Each would start the next without an end. Take one of the nodes out; what repeats is a `loop` node.");

    public static readonly ErrorCode NotHere = new("LGS9042", "The node type needs more than the command line has",
        "`logos run` runs the types that need no connection. The message names the type; `logos validate` and `logos plan` take it.");

    public static readonly ErrorCode NoSecret = new("LGS9043", "A secret is not given",
        "`logos run` takes the secret NAME from the environment variable LOGOS_SECRET_NAME.");

    public static readonly ErrorCode BadSignal = new("LGS9044", "The signal cannot be used",
        "`--signal NAME=JSON`: NAME is what a node waits for, or the id of an approval, which takes {\"decision\":\"approved\"} or \"rejected\".");

    public static readonly ErrorCode NoAnswer = new("LGS9045", "Nobody can answer what a node waits for",
        "Give the answer beforehand with `--signal`, or run on a terminal, where approvals are asked.");

    public static readonly ErrorCode BadTrial = new("LGS9046", "The node cannot be run alone",
        "`logos run FILE --only NODE --with FILE` takes a node that a worker runs, and an object with the names that its expressions read: `inputs`, the ids of nodes, and for a `foreach` `item` and `index`.");

    public static readonly ErrorCode BadTest = new("LGS9050", "The test does not fit its graph",
        "Names of nodes, graphs and signals in a test are those of the graph; docs/testing.md tells what a test may say.");

    public static readonly ErrorCode TargetExists = new("LGS9020", "The target exists already",
        "Choose another name, or add --force to replace it.");

    public static readonly ErrorCode Unwritable = new("LGS9021", "The target cannot be written",
        "Check that the folder exists, that you may write in it, that the file is not read-only, and that there is room on the disk.");

    public static readonly ErrorCode BadName = new("LGS9022", "The name cannot be used",
        "Begin with a letter and go on with letters, digits, - and _; 64 at most.");

    public static readonly ErrorCode NotFormatted = new("LGS9030", "The file is not formatted",
        "Run `logos fmt` on the file.");

    public static readonly ErrorCode ServersNotNamed = new("LGS9060", "A cluster is not told where its servers are",
        "`logos up --distributed` takes PostgreSQL, RabbitMQ and Redis from POSTGRES_URL, RABBITMQ_URL and REDIS_URL, or with `--servers` starts its own.");

    public static readonly ErrorCode ServersNotInstalled = new("LGS9061", "A server's program is missing",
        "`--servers` runs the machine's own PostgreSQL, Redis and RabbitMQ. The message names what is missing, and the hint the packages.");

    public static readonly ErrorCode ServerNotPrepared = new("LGS9062", "A server's folder cannot be made ready",
        "The message says what failed. As root, PostgreSQL runs as the user `postgres`, who has to be able to enter the folder.");

    public static readonly ErrorCode PartNotStarted = new("LGS9063", "A part of the cluster cannot start",
        "It ended five times within a minute before it was ready, and everything was stopped. Its last lines say why.");

    public static readonly ErrorCode Unexpected = new("LGS9070", "Something unexpected happened inside logos",
        "This is a fault of logos and not of the input. Run again with LOGOS_DEBUG=1 for the details, and report them.");

    public static readonly ErrorCode BadAddress = new("LGS9071", "The address cannot be used",
        "An address is written http://HOST:PORT, and for a server elsewhere https://HOST.");

    public static readonly ErrorCode CannotListen = new("LGS9073", "The server cannot listen there",
        "Another program has the port, or the address is none of this machine. `--urls http://127.0.0.1:0` takes a free port.");

    public static readonly ErrorCode NotOurFolder = new("LGS9074", "The folder holds something else",
        "`logos up` begins in an empty folder or in one that does not exist, and goes on in its own. Name another with `--data`.");

    public static readonly ErrorCode NotAFolder = new("LGS9075", "A file stands where a folder was expected",
        "Name a folder.");

    public static readonly ErrorCode BadVariable = new("LGS9076", "A setting of the environment cannot be read",
        "The message names the variable and what it takes.");

    public static readonly ErrorCode Broken = new("LGS9077", "The engine could not go on",
        "What was acknowledged is recorded. Look after what the message names, and start it again.");

    public static readonly ErrorCode NoServer = new("LGS9080", "The server cannot be reached",
        "`logos up` starts one here. `--server`, LOGOS_SERVER or `logos login` name another.");

    public static readonly ErrorCode NotTrusted = new("LGS9081", "No secure connection came about",
        "The server's certificate must be one that this machine trusts, and for the name in the address. A server without TLS is reached by http://.");

    public static readonly ErrorCode NoAnswerInTime = new("LGS9082", "The server did not answer in time",
        "It may have done what was asked: look before you ask again.");

    public static readonly ErrorCode ConnectionBroken = new("LGS9083", "The connection to the server broke",
        "What may be asked twice was asked again. The rest may have been done: look before you ask again.");

    public static readonly ErrorCode NotAServer = new("LGS9084", "What answered is no Logos server",
        "Check the address: `logos up` prints it. A proxy before the server may have answered in its place.");

    public static readonly ErrorCode BadToken = new("LGS9085", "What was given is no token",
        "A token is one line without spaces. `logos token new` prints one.");

    public static readonly ErrorCode BadLogin = new("LGS9086", "The kept login cannot be used",
        "`logos login` writes it anew. Its file may be readable for its owner alone.");

    public static readonly ErrorCode BadValue = new("LGS9087", "A value on the command line cannot be used",
        "The message names it and what it takes. JSON stands in quotes, so that the shell lets it through.");

    public static readonly ErrorCode NoExecution = new("LGS9088", "There is no such execution",
        "`logos list` shows the executions. In place of an id a graph's name stands for its latest.");

    public static readonly ErrorCode UnseenToken = new("LGS9089", "The first token could not be shown",
        "A token is shown once, and nobody has seen this one. `logos token new NAME --data DIR` makes another while the server is stopped.");

    public static readonly ErrorCode NoSuchThing = new("LGS9090", "The server has nothing of that name",
        "The hint names the command that lists them. Where several have one name, each goes by its id.");

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        WrongUsage, FileNotFound, NotAFile, Unreadable, TooLarge, Binary, NotUtf8, BadFacts, InexactNumber, UnknownKind, NotAJournal,
        GraphNotFound, GraphCircle, NotHere, NoSecret, BadSignal, NoAnswer, BadTrial, BadTest,
        TargetExists, Unwritable, BadName, NotFormatted,
        ServersNotNamed, ServersNotInstalled, ServerNotPrepared, PartNotStarted, Unexpected,
        BadAddress, CannotListen, NotOurFolder, NotAFolder, BadVariable, Broken,
        NoServer, NotTrusted, NoAnswerInTime, ConnectionBroken, NotAServer, BadToken, BadLogin, BadValue, NoExecution, UnseenToken, NoSuchThing,
    ];
}
