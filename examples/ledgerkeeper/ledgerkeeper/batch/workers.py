"""A few threads that read files while the disk array thinks."""

import Queue
import sys
import threading


class Worker(threading.Thread):

    def __init__(self, tasks, results, function):
        threading.Thread.__init__(self)
        self.setDaemon(True)
        self.tasks = tasks
        self.results = results
        self.function = function

    def run(self):
        while True:
            try:
                number, item = self.tasks.get_nowait()
            except Queue.Empty:
                return
            try:
                self.results.put((number, self.function(item), None))
            except Exception:
                self.results.put((number, None, sys.exc_info()))


class WorkerPool:
    """Runs a function over items; results keep the order of the items."""

    def __init__(self, size=4):
        self.size = size

    def map(self, function, items):
        tasks, results = Queue.Queue(), Queue.Queue()
        for task in enumerate(items):
            tasks.put(task)
        count = tasks.qsize()
        workers = [Worker(tasks, results, function)
                   for i in range(min(self.size, count))]
        for worker in workers:
            worker.start()
        answers = [results.get() for i in xrange(count)]
        for worker in workers:
            worker.join()
        if filter(lambda worker: worker.isAlive(), workers):
            raise RuntimeError, 'a worker does not end'
        answers.sort(lambda (m, a, x), (n, b, y): cmp(m, n))
        for number, answer, problem in answers:
            if problem is not None:
                # as if it had happened here, with the worker's traceback
                raise problem[0], problem[1], problem[2]
        return [answer for number, answer, problem in answers]
