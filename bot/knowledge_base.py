"""Where the corpus and its index live, and how they are opened."""

from pathlib import Path

from bot.errors import NotReady
from bot.settings import NO_KEY, Settings
from knowledge.embeddings import (
    Embeddings,
    EndpointEmbeddings,
    LocalEmbeddings,
)
from knowledge.errors import IndexUnusable, KnowledgeError
from knowledge.index import KnowledgeIndex
from knowledge.library import Library
from knowledge.static_embeddings import shipped
from knowledge.synchronise import SyncReport, is_up_to_date, synchronise


def knowledge_directory(settings: Settings) -> Path:
    """Return the directory of the operator's documents and of the index."""
    return settings.data_dir / "knowledge"


def embeddings(settings: Settings) -> Embeddings:
    """Return the configured embedding; the default needs neither a download nor a network."""
    if settings.embedding_base_url:
        return EndpointEmbeddings(
            base_url=settings.embedding_base_url,
            model=settings.embedding_model,
            api_key=settings.embedding_api_key.get_secret_value() or NO_KEY,
        )
    if settings.embedding_path:
        return LocalEmbeddings(Path(settings.embedding_path))
    return shipped()


def synchronise_index(settings: Settings) -> SyncReport:
    """Make the index equal the corpus; does nothing when it already is."""
    directory = knowledge_directory(settings)
    library = Library(directory)
    seen = library.fingerprint()
    return synchronise(library, directory, embeddings(settings), fingerprint=seen)


def open_index(settings: Settings) -> KnowledgeIndex:
    """
    Return the index of the installed corpus, brought up to date.

    Raises:
        NotReady: It cannot be built or read; one line says why and what to do.
    """
    try:
        return _open_as_it_is(settings) or _open_brought_up_to_date(settings)
    except KnowledgeError as error:
        raise NotReady(str(error)) from error
    except OSError as error:
        where = error.filename or knowledge_directory(settings)
        msg = f"政策库目录 {where} 无法读写：请检查 BANGBAN_DATA_DIR 是否是可写的目录"
        raise NotReady(msg) from error


def open_current(settings: Settings) -> KnowledgeIndex:
    """
    Return the index that serves, as it is.

    Raises:
        IndexUnusable: There is none that can be read.
    """
    return KnowledgeIndex.open(knowledge_directory(settings), embeddings(settings))


def _open_as_it_is(settings: Settings) -> KnowledgeIndex | None:
    directory, model = knowledge_directory(settings), embeddings(settings)
    if not is_up_to_date(directory, model, Library(directory).fingerprint()):
        return None
    try:
        return open_current(settings)
    except IndexUnusable:
        return None


def _open_brought_up_to_date(settings: Settings) -> KnowledgeIndex:
    synchronise_index(settings)
    return open_current(settings)
